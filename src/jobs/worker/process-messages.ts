import type { JobProgress, ProblemDocument } from '../../core/generated/documents.js';
import type { StopReason } from '../../core/stop.js';
import type { Task } from '../tasks.js';

/** What a job's process is told. It does one task at a time. */
export type WorkerMessage =
  | { readonly type: 'task'; readonly task: Task; readonly number: number }
  | { readonly type: 'cancel'; readonly reason: StopReason };

/**
 * What a job's process tells. `writing`: it has its result, or has heeded a cancellation, and writes its files. After
 * `done` they lie in the job's folder.
 */
export type ProcessMessage =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'writing' }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly problem: ProblemDocument };
