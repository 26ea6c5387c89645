import type { JobDocument, JobProgress, ProblemDocument } from '../core/generated/documents.js';
import type { StopReason } from '../core/stop.js';

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
  /** Why it is to end; an accepted cancellation outlives the server that accepted it. */
  readonly cancel?: StopReason;
  /** Of one run. */
  readonly budget: Budget;
  /** Greater ones are run first. */
  readonly priority: number;
  /** Who may use its idempotency key again. */
  readonly owner: string;
  readonly idempotency?: Idempotency;
  /** Id of its newest event. */
  readonly lastEvent: number;
}

/** What a client asks for beside the document. */
export interface Wishes {
  readonly owner: string;
  readonly priority: number;
  readonly idempotency?: Idempotency;
  /** Address that is told when the job has ended. */
  readonly webhook?: string;
}

/** What a run may use before its process is killed. */
export interface Budget {
  /** Wall-clock seconds. */
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
