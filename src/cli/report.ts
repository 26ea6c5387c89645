import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResult } from '../certify/check/read-result.js';
import { InputError, inputError } from '../core/errors.js';
import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { AnyProblem } from '../core/problem.js';
import type { Document } from '../core/validation.js';
import { loadProblem } from '../data/load-problem.js';
import { figureFile } from '../report/figure-files/figure-file.js';
import { figuresIn } from '../report/figure-files/figures-in.js';
import { renderReport } from '../report/html.js';
import { reportRenderer } from '../report/report-file.js';
import { documentOf } from './document-of.js';
import { exitCode } from './exit-codes.js';
import { requireWritable } from './output-file.js';
import { readJson } from './read-document.js';

export interface ReportOptions {
  /** Where the report goes. */
  readonly out?: string;
  /** Folder of the figures. */
  readonly figures?: string;
  /** The spec or comparison that was run. */
  readonly data?: string;
}

/** `relucent report`: the report of a result that exists, as HTML, CSV or LaTeX, and its figures. Throws InputError. */
export async function reportCommand(path: string, { out, figures, data }: ReportOptions): Promise<number> {
  if (out === undefined && figures === undefined) {
    throw inputError('', 'say what to write: --out FILE, --figures FOLDER, or both');
  }
  const render = out === undefined ? undefined : reportRenderer(out, '--out');
  if (out !== undefined) requireWritable(out, '--out');
  const value = readJson(path);
  // What is validated comes without histories, and those are drawn.
  readResult(value);
  const result = value as Result | ComparisonResult;
  const { document, folder } = documentOf(result, data);
  const problem = await problemOf(document, folder);
  const context = problem ? { problem } : {};
  if (out !== undefined && render) {
    writeFileSync(out, render(result, document, context));
    console.error(`${out} written`);
  }
  if (figures !== undefined) writeFigures(figures, renderReport(result, document, context));
  return exitCode.ok;
}

function writeFigures(folder: string, report: string): void {
  mkdirSync(folder, { recursive: true });
  for (const figure of figuresIn(report)) {
    const file = join(folder, `${figure.name}.svg`);
    writeFileSync(file, figureFile(figure));
    console.error(`${file} written`);
  }
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
