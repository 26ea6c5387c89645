import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';
import type { Registry } from '../plugins/registry.js';
import type { Progress } from '../plugins/trainer.js';

export interface ExecuteContext {
  readonly registry: Registry;
  /** Abort with a StopReason; what has been found by then is returned. */
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Folder that relative data paths start from; absent: data files are refused. */
  readonly folder?: string;
}

/** Runs a validated spec or comparison to its result document. Throws InputError when the data do not fit the spec. */
export async function execute(
  _document: Document,
  _context: ExecuteContext,
): Promise<Result | ComparisonResult> {
  throw new Error('not yet');
}
