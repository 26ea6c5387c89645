import { writeFileSync } from 'node:fs';
import { readResult } from '../certify/check/read-result.js';
import { exportModel } from '../report/exports/export-model.js';
import { exitCode } from './exit-codes.js';
import { requireWritable } from './output-file.js';
import { readJson } from './read-document.js';

export interface ExportOptions {
  readonly format: string;
  readonly out?: string;
  readonly solver?: string;
  /** Rows as the data file has them, with the scaling folded into the first layer. */
  readonly raw?: boolean;
}

/** `relucent export`: writes the model file of a result. Throws InputError. */
export function exportCommand(path: string, { format: name, out, solver, raw }: ExportOptions): number {
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
