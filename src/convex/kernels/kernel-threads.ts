import { Worker } from 'node:worker_threads';
import { type SharedWork, sharedWork } from './shared-work.js';

const entry = new URL('./kernel-thread.js', import.meta.url);
/** What this thread has started, by the number of threads that take part. */
const started = new Map<number, SharedWork>();

/**
 * Work that so many threads share, the calling one among them. The others are started once, keep no process alive and
 * end with the calling thread. One that does not start, or is not there yet, takes no strips.
 */
export function kernelThreads(count: number): SharedWork {
  const known = started.get(count);
  if (known) return known;
  const shared = sharedWork();
  for (let i = 1; i < count; i++) {
    // Without the flags of this process, of which some are for its main module only.
    const worker = new Worker(entry, { workerData: shared, execArgv: [] });
    worker.on('error', (error) => process.emitWarning(`one thread fewer for products: ${String(error)}`));
    worker.unref();
  }
  started.set(count, shared);
  return shared;
}
