import { useEffect, useState } from 'preact/hooks';
import type { JobDocument } from '#relucent/core/generated/documents.js';
import { listJobs } from '../api.js';
import { isActive } from './status-badge.js';

const busyMs = 700;
const idleMs = 3000;

export interface JobListState {
  readonly jobs?: readonly JobDocument[];
  readonly cursor?: string;
  readonly error?: Error;
  /** Asks again now. */
  refresh(): void;
  /** Adds the next page of older jobs. */
  more(): void;
}

/** The newest jobs, asked for again and again while the tab is looked at, and older ones where they were asked for. */
export function useJobList(): JobListState {
  const [newest, setNewest] = useState<Awaited<ReturnType<typeof listJobs>>>();
  const [older, setOlder] = useState<Awaited<ReturnType<typeof listJobs>>>({ jobs: [] });
  const [error, setError] = useState<Error>();
  const [round, setRound] = useState(0);

  // A new round asks again
  useEffect(() => {
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      let wait = idleMs;
      if (!document.hidden) {
        try {
          const page = await listJobs(gone.signal);
          if (gone.signal.aborted) return;
          setNewest(page);
          setError(undefined);
          if (page.jobs.some(({ status }) => isActive(status))) wait = busyMs;
        } catch (failure) {
          if (gone.signal.aborted) return;
          setError(failure as Error);
        }
      }
      timer = setTimeout(poll, wait);
    };
    poll();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [round]);

  const known = new Set(newest?.jobs.map(({ id }) => id));
  const cursor = older.jobs.length > 0 ? older.nextCursor : newest?.nextCursor;
  return {
    ...(newest ? { jobs: [...newest.jobs, ...older.jobs.filter(({ id }) => !known.has(id))] } : {}),
    ...(cursor === undefined ? {} : { cursor }),
    ...(error ? { error } : {}),
    refresh: () => setRound(round + 1),
    more() {
      listJobs(undefined, cursor).then(
        (page) => setOlder({ ...page, jobs: [...older.jobs, ...page.jobs] }),
        setError,
      );
    },
  };
}
