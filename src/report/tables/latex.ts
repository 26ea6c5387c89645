import type { Rung, Spread } from '../../core/generated/documents.js';
import { finite } from '../numbers.js';
import { kindWords } from '../rungs.js';
import type { ReportView } from '../view.js';
import { accuracyTable, lossTable, type MeasuresTable } from './measures.js';

/** The ladder and the tables of measures as LaTeX, for the package booktabs. Repeats: mean, standard deviation. */
export function latexTables({ rungs, summary }: Pick<ReportView, 'rungs' | 'summary'>): string {
  return [
    ladderTable(rungs),
    measuresTable('Accuracy in percent of the rows', accuracyTable(summary), (value) =>
      (100 * value).toFixed(2),
    ),
    measuresTable('Loss', lossTable(summary), significant),
  ]
    .filter((made) => made !== undefined)
    .join('\n');
}

function ladderTable(rungs: readonly Rung[]): string | undefined {
  return tabular(
    'The ladder, lowest value first',
    ['Rung', 'Kind', 'Value', 'Seconds'],
    rungs.map(({ label, kind, value, seconds }) => [
      escaped(label),
      kindWords[kind],
      significant(value),
      finite(seconds)?.toFixed(2) ?? '--',
    ]),
    'llrr',
  );
}

function measuresTable(
  caption: string,
  { columns, rows }: MeasuresTable,
  format: (value: number) => string,
): string | undefined {
  return tabular(
    caption,
    ['Solver', 'Part', ...columns.map(escaped)],
    rows.map(({ solver, part, cells }) => [
      escaped(solver.label),
      part === 'train' ? 'training' : 'test',
      ...columns.map((column) => cell(cells.get(column), solver.repeats > 1, format)),
    ]),
    `ll${'r'.repeat(columns.length)}`,
  );
}

function cell(spread: Spread | undefined, repeated: boolean, format: (value: number) => string): string {
  const mean = finite(spread?.mean);
  const sd = finite(spread?.sd);
  if (mean === undefined) return '--';
  return repeated && sd !== undefined ? `${format(mean)} $\\pm$ ${format(sd)}` : format(mean);
}

function tabular(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: string,
): string | undefined {
  if (rows.length === 0) return undefined;
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\\n`;
  return `\\begin{table}
  \\centering
  \\caption{${caption}}
  \\begin{tabular}{${alignment}}
    \\toprule
${line(header)}    \\midrule
${rows.map(line).join('')}    \\bottomrule
  \\end{tabular}
\\end{table}
`;
}

/** Four significant digits; powers of ten as LaTeX writes them. */
function significant(value: number): string {
  const [mantissa, exponent] = value.toExponential(3).split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -3 && power < 4)) return `$${Number(value.toPrecision(4))}$`;
  return `$${mantissa} \\times 10^{${power}}$`;
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escaped(text: string): string {
  return text.replace(/[\\~^#$%&_{}]/g, (character) => special[character] ?? `\\${character}`);
}
