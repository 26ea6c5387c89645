import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other events get their turn. */
const slice = 20;

/** Keeps long work interruptible. */
export interface Pace {
  /** Lets other events through when it is time to; false when the work is to end. */
  goOn(): Promise<boolean>;
  /** The same with an earlier end (performance.now(), ms). */
  until(deadline: number): Pace;
}

/** Work that ends when the signal is aborted or the deadline has passed. */
export function paceOf(signal: AbortSignal | undefined, deadline = Number.POSITIVE_INFINITY): Pace {
  let resumed = performance.now();
  const pace = (end: number): Pace => ({
    async goOn() {
      if (performance.now() - resumed > slice) {
        await setImmediate();
        resumed = performance.now();
      }
      return !signal?.aborted && performance.now() < end;
    },
    until: (earlier) => pace(Math.min(end, earlier)),
  });
  return pace(deadline);
}
