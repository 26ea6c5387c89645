import { extname } from 'node:path';
import { inputError } from '../core/errors.js';
import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';
import { type ReportContext, renderReport } from './html.js';
import { summaryCsv } from './tables/csv.js';
import { latexTables } from './tables/latex.js';
import { reportView } from './view.js';

type Renderer = (result: Result | ComparisonResult, document: Document, context: ReportContext) => string;

/** Kinds of report by the extension of the file. */
const renderers: Readonly<Record<string, Renderer>> = {
  '.html': renderReport,
  '.csv': (result, document) => summaryCsv(reportView(result, document, undefined).summary),
  '.tex': (result, document) => latexTables(reportView(result, document, undefined)),
};

/** What writes a report to a file of this name: HTML, or the tables as CSV or LaTeX. Throws InputError. */
export function reportRenderer(path: string, option: string): Renderer {
  const renderer = renderers[extname(path).toLowerCase()];
  if (renderer) return renderer;
  throw inputError(
    '',
    `${option} ${path} has an extension that names no kind of report`,
    Object.keys(renderers),
  );
}
