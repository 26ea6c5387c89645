export interface Throttled<T> {
  (value: T): void;
  /** Sends the value that still waits, if any. */
  flush(): void;
}

/** Passes on at most one value per interval, and always the latest in the end. */
export function throttle<T>(send: (value: T) => void, intervalMs: number): Throttled<T> {
  let waiting: { readonly value: T } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    sentAt = performance.now();
    send(value);
  };
  const offer = (value: T) => {
    waiting = { value };
    const wait = sentAt + intervalMs - performance.now();
    // A busy thread runs no timers, so the time is also looked at here.
    if (wait <= 0) flush();
    else timer ??= setTimeout(flush, wait);
  };
  return Object.assign(offer, { flush });
}
