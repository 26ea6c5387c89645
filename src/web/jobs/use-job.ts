import { useEffect, useState } from 'preact/hooks';
import type { JobDocument, JobProgress } from '#relucent/core/generated/documents.js';
import { followJob, getJob } from '../api.js';
import { isActive } from './status-badge.js';

/** What a running job has said so far, and when. */
export interface TracePoint {
  readonly progress: JobProgress;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface JobState {
  readonly job?: JobDocument;
  readonly trace: readonly TracePoint[];
  readonly error?: Error;
  /** Asks for the job's document again. */
  refresh(): void;
}

/** A job as it is now, and everything it said while it ran. Events are taken up once a frame, however many come. */
export function useJob(id: string): JobState {
  const [job, setJob] = useState<JobDocument>();
  const [trace, setTrace] = useState<readonly TracePoint[]>([]);
  const [error, setError] = useState<Error>();
  const [round, setRound] = useState(0);

  // A new round asks again
  useEffect(() => {
    const gone = new AbortController();
    getJob(id, gone.signal).then(
      (document) => gone.signal.aborted || setJob(document),
      (failure: Error) => gone.signal.aborted || setError(failure),
    );
    return () => gone.abort();
  }, [id, round]);

  const active = job !== undefined && isActive(job.status);
  useEffect(() => {
    if (!active) return;
    const gone = new AbortController();
    const arrived: TracePoint[] = [];
    let frame = 0;
    const takeUp = () => {
      frame = 0;
      const batch = arrived.splice(0);
      const latest = batch.at(-1)!.progress;
      setTrace((before) => [...before, ...batch]);
      setJob((before) => before && { ...before, progress: latest });
    };
    followJob(
      id,
      ({ type, data }) => {
        if (type === 'status') return setRound((before) => before + 1);
        arrived.push({ progress: data, at: data.at ? Date.parse(data.at) : Date.now() });
        frame ||= requestAnimationFrame(takeUp);
      },
      gone.signal,
    ).catch((failure: Error) => gone.signal.aborted || setError(failure));
    return () => {
      gone.abort();
      cancelAnimationFrame(frame);
    };
  }, [id, active]);

  return { ...(job ? { job } : {}), trace, ...(error ? { error } : {}), refresh: () => setRound(round + 1) };
}
