import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Rung, SolverSummary } from '#relucent/core/generated/documents.js';
import { reportRenderer } from '#relucent/report/report-file.js';
import { summaryCsv } from '#relucent/report/tables/csv.js';
import { latexTables } from '#relucent/report/tables/latex.js';

const spread = (mean: number) => ({ mean, sd: 0.5, min: mean - 1, max: mean + 1 });
const summary = [
  {
    label: 'gd, "pgd" & 50%',
    repeats: 3,
    values: {
      objective: spread(1 / 3),
      'train.accuracy': spread(0.5),
      'train.attacks.pgd.accuracy': spread(0.25),
    },
  },
  { label: 'convex', repeats: 1, values: { 'train.accuracy': spread(1), 'test.loss': spread(3e-7) } },
] as unknown as SolverSummary[];
const rungs = [
  { label: 'a_b', kind: 'lower', value: 1.5e-8, scope: 'global', seconds: 2 },
] as unknown as Rung[];

describe('the tables of a report', () => {
  it('are in the CSV file, every number in full', () => {
    const rows = parse(summaryCsv(summary), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ solver, measure }) => `${solver}: ${measure}`)).toEqual([
      'gd, "pgd" & 50%: objective',
      'gd, "pgd" & 50%: train.accuracy',
      'gd, "pgd" & 50%: train.attacks.pgd.accuracy',
      'convex: train.accuracy',
      'convex: test.loss',
    ]);
    expect(rows[0]).toMatchObject({ mean: String(1 / 3), sd: '0.5', weight: '', repeats: '3' });
  });

  it('are LaTeX tables with as many cells as columns', () => {
    const text = latexTables({ rungs, summary });
    expect(text.match(/\\begin\{tabular\}/g)).toHaveLength(3);
    expect(text).toContain('gd, "pgd" \\& 50\\% & training & 50.00 $\\pm$ 50.00 & 25.00 $\\pm$ 50.00 \\\\');
    expect(text).toContain('a\\_b & lower bound & $1.500 \\times 10^{-8}$ & 2.00');
    for (const made of text.split('\\end{tabular}').slice(0, -1)) {
      const [, alignment] = /\\begin\{tabular\}\{(\w+)\}/.exec(made)!;
      const lines = made.split('\n').filter((line) => line.endsWith('\\\\'));
      for (const line of lines) expect(line.split(/(?<!\\)&/)).toHaveLength(alignment!.length);
    }
  });

  it('are chosen by the extension of the file', () => {
    expect(() => reportRenderer('x.pdf', '--out')).toThrow(/names no kind of report/);
    expect(reportRenderer('x.CSV', '--out')).not.toBe(reportRenderer('x.tex', '--out'));
  });
});
