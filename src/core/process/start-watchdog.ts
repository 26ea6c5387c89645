import { Worker } from 'node:worker_threads';

export interface WatchdogData {
  /** Process id of what started this process. */
  readonly parent: number;
  /** Resident set that ends it. */
  readonly memoryMb: number;
}

/** From here on this process ends when what started it does, or when it takes more memory than that. */
export function startWatchdog(memoryMb: number): void {
  const workerData: WatchdogData = { parent: process.ppid, memoryMb };
  new Worker(new URL('./watchdog.js', import.meta.url), { workerData }).unref();
}
