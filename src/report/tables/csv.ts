import type { SolverSummary } from '../../core/generated/documents.js';

/**
 * Every measured number, one a line: solver, weight (of a path), repeats, measure, mean, sd, min, max. Numbers in full,
 * text quoted as RFC 4180 says.
 */
export function summaryCsv(summary: readonly SolverSummary[]): string {
  const lines = summary.flatMap(({ label, weight, repeats, values }) =>
    Object.entries(values).map(([measure, { mean, sd, min, max }]) => [
      label,
      weight,
      repeats,
      measure,
      mean,
      sd,
      min,
      max,
    ]),
  );
  const header = ['solver', 'weight', 'repeats', 'measure', 'mean', 'sd', 'min', 'max'];
  return [header, ...lines].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null | undefined): string {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
