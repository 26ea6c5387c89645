import { dirname, resolve } from 'node:path';
import { carriedDocument } from '../core/carried-document.js';
import { inputError } from '../core/errors.js';
import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';
import { readDocument } from './read-document.js';

/** What was run to get a result, and where its relative data paths start. */
export interface SourceDocument {
  readonly document: Document;
  /** Absent for a carried document: it names no files. */
  readonly folder?: string;
}

/** The document of the file that `--data` names, else the one the result carries. Throws InputError. */
export function documentOf(result: Result | ComparisonResult, data: string | undefined): SourceDocument {
  if (data !== undefined) return { document: readDocument(data, []), folder: dirname(resolve(data)) };
  const document = carriedDocument(result);
  if (document) return { document };
  throw inputError('', 'the result does not carry its spec: name the one that was run with --data');
}
