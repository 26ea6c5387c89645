import { describe, expect, it } from 'vitest';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import type { ExperimentContext, ExperimentResult } from '#relucent/reproduce/experiment.js';
import { experimentReport } from '#relucent/reproduce/report.js';
import { rvsmFigures } from '#relucent/reproduce/rvsm-figures.js';
import { excessOfPrintedAngle, published } from '#relucent/reproduce/rvsm-published.js';
import { rvsmTables } from '#relucent/reproduce/rvsm-tables.js';

const context = (more: Partial<ExperimentContext> = {}): ExperimentContext => ({
  registry: builtinRegistry(),
  quick: true,
  signal: new AbortController().signal,
  report: () => {},
  ...more,
});

function expectComplete({ claims, tables, differences }: ExperimentResult): void {
  for (const { claim, published: printed, ours } of claims) {
    for (const text of [claim, printed, ours]) expect(text).not.toMatch(/^$|NaN|undefined|Infinity/);
  }
  expect(differences.length).toBeGreaterThan(0);
  for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
}

describe('the experiments of Dinh and Xin', () => {
  it('Tables 1 to 3: rows of u agree, rows of w are no limits', async () => {
    const result = await rvsmTables.run(context());
    expectComplete(result);
    expect(result.tables).toHaveLength(3);
    const verdict = (start: string) => result.claims.find(({ claim }) => claim.startsWith(start))?.verdict;
    for (const name of ['l0', 'tl1', 'l1']) {
      expect([name, verdict(`${name}: angle of w`)]).toEqual([name, 'fails']);
      expect([name, verdict(`${name}: f(w)`)]).toEqual([name, 'fails']);
    }
    for (const row of ['angle of u', 'f(u)', 'f(u / ||u||)', 'zeros'])
      expect(verdict(`l0: ${row}`)).toBe('holds');
    expect(verdict('l1: angle of u')).toBe('fails');
    expect(verdict('l0 gives the smallest angle of w')).toBe('fails');
    for (const claim of [
      'l1 gives the smallest loss',
      'l0 gives the most zeros',
      'Every printed f(w)',
      'Every run',
    ]) {
      expect([claim, verdict(claim)]).toEqual([claim, 'holds']);
    }
    // The identities at the limits.
    expect(result.claims.slice(-4).map((claim) => claim.verdict)).toEqual(Array(4).fill('holds'));
  });

  it('Figs. 4 to 7', async () => {
    const result = await rvsmFigures.run(context({ repeats: 2 }));
    expectComplete(result);
    expect(result.claims.map((claim) => claim.verdict)).toEqual(Array(6).fill('holds'));
    expect(result.figures).toHaveLength(5);
    const html = experimentReport(rvsmFigures, result);
    expect(html).not.toMatch(/<script|NaN|undefined/);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('an angle that a limit may have is no excess', () => {
    // Measured at a limit for l0 and d = 10.
    expect(excessOfPrintedAngle(2e-3, 0.27)).toBeLessThan(1);
    expect(excessOfPrintedAngle(published.l1.angleW[0]!, published.l1.angleU[0]!)).toBeGreaterThan(50);
  });
});
