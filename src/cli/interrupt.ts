import type { StopReason } from '../core/stop.js';
import { exitCode } from './exit-codes.js';

/** What SIGINT and SIGTERM abort. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Leaves both signals to whoever comes next. */
  release(): void;
}

/** The first of SIGINT and SIGTERM aborts the signal, so that what has been found is written; a second one ends the process. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort({ status: 'cancelled', message: 'interrupted' } satisfies StopReason);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
