import type { JobProgress, ProblemDocument } from '../core/generated/documents.js';
import type { StopReason } from '../core/stop.js';

/** What a job's process is told. */
export interface CancelMessage {
  readonly type: 'cancel';
  readonly reason: StopReason;
}

/** What a job's process tells. After `done`, result.json lies in the job's folder. */
export type ProcessMessage =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly problem: ProblemDocument };
