import { setImmediate } from 'node:timers/promises';
import { SolveAborted } from '../solvers/solver-thread.js';
import type { EngineReport } from './messages.js';

/**
 * The reports of an engine in this thread, where its problem has functions that no message carries: whatever else waits has
 * its turn between two of them. Throws SolveAborted when the signal is aborted before the end.
 */
export async function* reportsHere<B>(
  reports: Iterable<EngineReport<B>>,
  signal: AbortSignal,
): AsyncGenerator<EngineReport<B>> {
  const next = reports[Symbol.iterator]();
  for (;;) {
    await setImmediate();
    if (signal.aborted) throw new SolveAborted();
    const { done, value } = next.next();
    if (done) return;
    yield value;
  }
}
