import type { ComparisonResult, Result } from '../../core/generated/documents.js';
import { validate } from '../../core/validation.js';
import { certificateKinds } from './certificate-kinds.js';

/** One run to check. */
export interface RunToCheck {
  /** Where the run stands in the document. */
  readonly pointer: string;
  readonly result: Result;
  /** Kind of a certificate that nothing here can check; the certificate itself is left out of `result`. */
  readonly unknownKind?: string;
}

export interface ResultToCheck {
  readonly runs: readonly RunToCheck[];
  /** Present where the document is the result of a comparison or a path. */
  readonly comparison?: ComparisonResult;
}

/** Validates a result or a comparison's result of any kind of certificate. Throws InputError. */
export function readResult(value: unknown): ResultToCheck {
  if (!isObject(value) || !Array.isArray(value.runs)) {
    return { runs: [readRun(value, '', (run) => validate<Result>('result.json', run))] };
  }
  const parts = value.runs.map((run) => separated(run));
  const comparison = validate<ComparisonResult>('comparison-result.json', {
    ...value,
    runs: parts.map((part) => part.run),
  });
  return {
    comparison,
    runs: parts.map((part, i) => runOf(part, comparison.runs[i]!, `/runs/${i}`)),
  };
}

function readRun(value: unknown, pointer: string, validated: (run: unknown) => Result): RunToCheck {
  const part = separated(value);
  return runOf(part, validated(part.run), pointer);
}

function runOf({ unknownKind }: Separated, result: Result, pointer: string): RunToCheck {
  return { pointer, result, ...(unknownKind === undefined ? {} : { unknownKind }) };
}

interface Separated {
  readonly run: unknown;
  readonly unknownKind?: string;
}

/**
 * Takes out what the schema of results would refuse although it is no fault: a certificate of a kind unknown here,
 * and the history, where JSON writes an objective that is not finite as null. Neither is checked.
 */
function separated(run: unknown): Separated {
  if (!isObject(run)) return { run };
  const { certificate, ...rest } = run;
  const kept = { ...rest, ...('history' in rest ? { history: [] } : {}) };
  const kind = isObject(certificate) ? certificate.kind : undefined;
  if (typeof kind === 'string' && !certificateKinds.has(kind)) return { run: kept, unknownKind: kind };
  return { run: 'certificate' in run ? { ...kept, certificate } : kept };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
