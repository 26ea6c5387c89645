import { writeFileSync } from 'node:fs';
import { readResult } from '../certify/check/read-result.js';
import { inputError } from '../core/errors.js';
import type { ComparisonResult, Result } from '../core/generated/documents.js';
import { loadProblem } from '../data/load-problem.js';
import { certificateBundle } from '../report/bundle/bundle.js';
import { exportModel } from '../report/exports/export-model.js';
import { runToExport } from '../report/exports/run-to-export.js';
import { documentOf } from './document-of.js';
import { exitCode } from './exit-codes.js';
import { requireWritable } from './output-file.js';
import { readJson } from './read-document.js';

export interface ExportOptions {
  readonly format: string;
  readonly out?: string;
  readonly solver?: string;
  /** Rows as the data file has them, with the scaling folded into the first layer. */
  readonly raw?: boolean;
  /** For a bundle: the spec or comparison that was run. */
  readonly data?: string;
}

/** `relucent export`: writes the model file of a result, or its certificate bundle. Throws InputError. */
export async function exportCommand(path: string, options: ExportOptions): Promise<number> {
  return options.format === 'bundle' ? exportBundle(path, options) : exportFile(path, options);
}

async function exportBundle(path: string, { out, solver, data, raw }: ExportOptions): Promise<number> {
  if (raw) throw inputError('', '--raw is for model files: a bundle is about the rows that were certified');
  const value = readJson(path);
  const { comparison, runs } = readResult(value);
  const run = runToExport(comparison ?? runs[0]!.result, solver);
  const { document, folder } = documentOf(value as Result | ComparisonResult, data);
  const comparing = document.kind === 'comparison';
  const problem = await loadProblem(comparing ? document.comparison.compare : document.spec, {
    pointer: comparing ? '/compare' : '',
    ...(folder === undefined ? {} : { folder }),
  });
  const target = out ?? 'bundle.zip';
  requireWritable(target, '--out');
  const carried = comparing ? {} : { spec: document.spec };
  const file = await certificateBundle({ ...run, ...carried }, problem);
  writeFileSync(target, file);
  console.error(`${target}: model, properties and certificate; ${file.length} bytes`);
  return exitCode.ok;
}

function exportFile(path: string, { format: name, out, solver, raw }: ExportOptions): number {
  const { comparison, runs } = readResult(readJson(path));
  const { format, file } = exportModel(comparison ?? runs[0]!.result, {
    format: name,
    rows: raw ? 'raw' : 'prepared',
    ...(solver === undefined ? {} : { solver }),
  });
  const target = out ?? `model.${format.extension}`;
  requireWritable(target, '--out');
  writeFileSync(target, file);
  console.error(`${target}: ${format.description}; ${file.length} bytes`);
  return exitCode.ok;
}
