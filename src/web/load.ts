import { useEffect, useState } from 'preact/hooks';
import { Refused } from './api.js';

/** Something asked of the service: not there yet, there, or refused. */
export interface Loaded<T> {
  readonly value?: T;
  readonly error?: Error;
}

/** Loads once for every key; the answer of an earlier key is dropped. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T> & { readonly key: string }>({ key });
  // The key says what is loaded
  useEffect(() => {
    const gone = new AbortController();
    load(gone.signal).then(
      (value) => gone.signal.aborted || setLoaded({ key, value }),
      (error: Error) => gone.signal.aborted || setLoaded({ key, error }),
    );
    return () => gone.abort();
  }, [key]);
  return loaded.key === key ? loaded : {};
}

/** What went wrong, for people. */
export function explain(error: Error): string {
  return error instanceof Refused ? error.message : 'The service does not answer.';
}
