import { anyTopic, type Database } from '../database/database.js';

/** A lost signal delays what waits for it by so long. */
const lookAnywayMs = 2_000;

export interface News {
  /** Resolves when there may be something new since the last call, at the latest after a while; never rejects. */
  next(): Promise<void>;
  end(): void;
}

/** Listens to one topic until told to end or the signal is aborted. News that come between two calls are not lost. */
export function listenTo(
  database: Database,
  topic: string,
  signal?: AbortSignal,
  lookAfterMs = lookAnywayMs,
): News {
  let fresh = false;
  let wake = () => {};
  const tell = () => {
    fresh = true;
    wake();
  };
  const silence = database.onSignal((signalled) => {
    if (signalled === topic || signalled === anyTopic) tell();
  });
  signal?.addEventListener('abort', tell);
  return {
    async next() {
      if (!fresh && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookAfterMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      fresh = false;
    },
    end() {
      silence();
      signal?.removeEventListener('abort', tell);
      tell();
    },
  };
}
