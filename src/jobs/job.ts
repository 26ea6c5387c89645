import type { JobDocument, JobProgress, ProblemDocument } from '../core/generated/documents.js';

export type JobStatus = JobDocument['status'];

export const jobStatuses: readonly JobStatus[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

/** What the store keeps of a job beside its document, its events and its artifacts. Times are ISO 8601, UTC. */
export interface Job {
  readonly id: string;
  readonly kind: JobDocument['kind'];
  readonly name?: string;
  readonly status: JobStatus;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly progress: JobProgress;
  /** Why there is no result. */
  readonly problem?: ProblemDocument;
  /** How often a process was started for it. */
  readonly attempts: number;
  /** An accepted cancellation outlives the server that accepted it. */
  readonly cancelRequested: boolean;
  readonly budget: Budget;
  readonly idempotency?: Idempotency;
}

/** What the job's process may use before it is killed. */
export interface Budget {
  /** Wall-clock seconds of all its runs together. */
  readonly seconds: number;
  readonly memoryMb: number;
}

/** The client's key for a request, and the hash of the body it came with. */
export interface Idempotency {
  readonly key: string;
  readonly bodySha256: string;
}

/** One entry of a job's event log. Ids start at 1 and rise by 1. */
export type JobEvent =
  | { readonly id: number; readonly type: 'progress'; readonly data: JobProgress }
  | { readonly id: number; readonly type: 'status'; readonly data: StatusEventData };

export interface StatusEventData {
  readonly status: JobStatus;
  readonly at: string;
  readonly problem?: ProblemDocument;
}

/** True when nothing will happen to the job any more. */
export function isFinal(status: JobStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
