import { writeFileSync } from 'node:fs';
import { readResult } from '../certify/check/read-result.js';
import { InputError } from '../core/errors.js';
import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { AnyProblem } from '../core/problem.js';
import type { Document } from '../core/validation.js';
import { loadProblem } from '../data/load-problem.js';
import { reportRenderer } from '../report/report-file.js';
import { documentOf } from './document-of.js';
import { exitCode } from './exit-codes.js';
import { requireWritable } from './output-file.js';
import { readJson } from './read-document.js';

export interface ReportOptions {
  readonly out: string;
  /** The spec or comparison that was run. */
  readonly data?: string;
}

/** `relucent report`: the report of a result that exists, as HTML, CSV or LaTeX. Throws InputError. */
export async function reportCommand(path: string, { out, data }: ReportOptions): Promise<number> {
  const render = reportRenderer(out, '--out');
  requireWritable(out, '--out');
  const value = readJson(path);
  // What is validated comes without histories, and those are drawn.
  readResult(value);
  const result = value as Result | ComparisonResult;
  const { document, folder } = documentOf(result, data);
  const problem = await problemOf(document, folder);
  writeFileSync(out, render(result, document, problem ? { problem } : {}));
  console.error(`${out} written`);
  return exitCode.ok;
}

/** The prepared data, for the pictures in the plane; without them the report has no such pictures. */
async function problemOf(document: Document, folder: string | undefined): Promise<AnyProblem | undefined> {
  const comparison = document.kind === 'comparison';
  try {
    return await loadProblem(comparison ? document.comparison.compare : document.spec, {
      pointer: comparison ? '/compare' : '',
      ...(folder === undefined ? {} : { folder }),
    });
  } catch (error) {
    if (!(error instanceof InputError) || folder !== undefined) throw error;
    console.error(`no pictures of the data: ${error.message}`);
    return undefined;
  }
}
