import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { overMemory } from './out-of-memory.js';
import type { WatchdogData } from './start-watchdog.js';

/**
 * A thread that ends its process for what the main thread cannot notice while it computes: what started the process is
 * gone, or the process has outgrown its memory. V8's own heap limit covers neither typed arrays nor WebAssembly; the
 * resident set does.
 */

const intervalMs = 250;
const stderr = 2;
const { parent, memoryMb } = workerData as WatchdogData;

setInterval(() => {
  const orphaned = process.ppid !== parent;
  const tooLarge = process.memoryUsage.rss() > memoryMb * 2 ** 20;
  if (tooLarge) writeSync(stderr, `${overMemory}\n`);
  if (orphaned || tooLarge) process.kill(process.pid, 'SIGKILL');
}, intervalMs);
