import { inputError } from '../../core/errors.js';
import type { ComparisonResult, Result } from '../../core/generated/documents.js';
import { type ExportOptions, exportedModel } from './exported-model.js';
import { modelFormats } from './index.js';
import type { ModelFormat } from './model-format.js';
import { runToExport } from './run-to-export.js';

export interface ExportRequest extends ExportOptions {
  readonly format: string;
  /** Of a comparison: label of the solver whose best run is exported; by default the best run of all. */
  readonly solver?: string;
}

/** The model file of a result, or of one run of a comparison. Throws InputError. */
export function exportModel(
  result: Result | ComparisonResult,
  { format: name, solver, rows }: ExportRequest,
): { readonly format: ModelFormat; readonly file: Uint8Array } {
  const format = modelFormats.find((known) => known.name === name);
  if (!format)
    throw inputError(
      '/format',
      `"${name}" is no model format`,
      modelFormats.map((known) => known.name),
    );
  return { format, file: format.write(exportedModel(runToExport(result, solver), { rows })) };
}
