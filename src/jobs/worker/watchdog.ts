import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { overMemory } from './process-problems.js';

/**
 * A thread that ends its process for what the main thread cannot notice while it computes: the server that started
 * the process is gone, or the process has outgrown its memory. V8's own heap limit covers neither typed arrays nor
 * WebAssembly; the resident set does.
 */

export interface WatchdogData {
  /** Process id of the server. */
  readonly parent: number;
  readonly memoryMb: number;
}

const intervalMs = 250;
/** The run stops itself at its limit and keeps its best network; this is for one too busy to notice. */
const overshoot = 1.25;
const stderr = 2;
const { parent, memoryMb } = workerData as WatchdogData;

setInterval(() => {
  const orphaned = process.ppid !== parent;
  const tooLarge = process.memoryUsage.rss() > overshoot * memoryMb * 2 ** 20;
  if (tooLarge) writeSync(stderr, `${overMemory}\n`);
  if (orphaned || tooLarge) process.kill(process.pid, 'SIGKILL');
}, intervalMs);
