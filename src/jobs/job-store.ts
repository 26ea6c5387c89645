import type { JobProgress } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';
import type { Job, JobEvent, JobStatus } from './job.js';

export interface JobQuery {
  readonly status?: JobStatus;
  /** At most so many jobs. */
  readonly limit: number;
  /** Only jobs older than the one with this id. */
  readonly cursor?: string;
}

/** Newest first. `nextCursor` is there when older jobs were left out. */
export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor?: string;
}

export type StatusChange = Partial<
  Pick<Job, 'startedAt' | 'finishedAt' | 'problem' | 'progress' | 'attempts'>
> & { readonly status: JobStatus };

export type Artifact = 'result' | 'report';

/**
 * The truth about all jobs. Changes of one job take effect in the order they were asked for, and a promise
 * resolves when its change would survive a crash of this process; acceptance and status also survive a power cut.
 * Methods that change a job throw JobNotFound when it is gone, and JobConflict when its status is final.
 */
export interface JobStore {
  /** Stores a queued job. Returns it, or the earlier job with the same idempotency key. */
  create(job: Job, document: Document): Promise<Job>;
  get(id: string): Promise<Job | undefined>;
  list(query: JobQuery): Promise<JobPage>;
  /** Queued and running jobs, oldest first. */
  unfinished(): Promise<readonly Job[]>;

  /** Changes the status and logs it as an event, as one step. */
  setStatus(id: string, change: StatusChange): Promise<JobEvent>;
  /** Replaces the progress and logs it as an event. */
  setProgress(id: string, progress: JobProgress): Promise<JobEvent>;
  markCancelRequested(id: string): Promise<void>;
  /** Logged events with a greater id than `after`, in order. */
  events(id: string, after: number): Promise<readonly JobEvent[]>;

  /** Folder where the job's process finds spec.json and leaves result.json and report.html. */
  folder(id: string): string;
  hasArtifact(id: string, artifact: Artifact): Promise<boolean>;
  artifact(id: string, artifact: Artifact): Promise<Buffer | undefined>;

  /** Removes a job with all its files, whatever its status. */
  remove(id: string): Promise<void>;
  /** Throws when nothing can be written. */
  checkWritable(): Promise<void>;
  close(): Promise<void>;
}
