import type { PartMetrics, Result, SolverSummary } from '../core/generated/documents.js';
import { bySolver, byWeight } from './runs.js';
import { spreadOf } from './spread.js';

/** Spread over the repeats of every number worth comparing, weight by weight; runs without a network do not count. */
export function summarize(runs: readonly Result[]): SolverSummary[] {
  return byWeight(runs).flatMap(({ runs: comparable, ...at }) =>
    summarizeSolvers(comparable).map((summary) => ({ ...summary, ...at })),
  );
}

function summarizeSolvers(runs: readonly Result[]): SolverSummary[] {
  return bySolver(runs).map(({ label, runs: results }) => {
    const rows = results.filter((result) => result.metrics).map(numbersOf);
    const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const values = Object.fromEntries(
      keys.map((key) => [key, spreadOf(rows.map((row) => row[key]).filter((value) => value !== undefined))]),
    );
    return { label, repeats: results.length, values };
  });
}

/** The numbers of a result under dotted names: objective, train.accuracy, test.attacks.pgd.accuracy, ... */
function numbersOf(result: Result): Record<string, number> {
  const { objective, objectiveAttacked, bounds, metrics, timing, sparsity } = result;
  const numbers: Record<string, number | undefined> = {
    objective,
    objectiveAttacked,
    lower: bounds.lower,
    gap: bounds.gap,
    neurons: sparsity?.neurons,
    seconds: timing['total'],
    ...partNumbers('train', metrics?.train),
    ...partNumbers('test', metrics?.test),
  };
  return Object.fromEntries(
    Object.entries(numbers).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

function partNumbers(part: string, metrics: PartMetrics | undefined): Record<string, number | undefined> {
  if (!metrics) return {};
  const {
    attacks,
    attacked,
    rows: _rows,
    certification: _certification,
    worstCaseBy: _by,
    robustAccuracy,
    ...plain
  } = metrics;
  const own = Object.entries(plain).map(([key, value]) => [`${part}.${key}`, value] as const);
  const byAttack = Object.entries(attacks).flatMap(([name, { accuracy, loss }]) => [
    [`${part}.attacks.${name}.accuracy`, accuracy] as const,
    [`${part}.attacks.${name}.loss`, loss] as const,
  ]);
  const strongest = Object.entries(attacked ?? {}).map(
    ([key, value]) => [`${part}.attacked.${key}`, value] as const,
  );
  const robust = Object.entries(robustAccuracy ?? {}).map(
    ([key, value]) => [`${part}.robustAccuracy.${key}`, value] as const,
  );
  return Object.fromEntries([...own, ...robust, ...byAttack, ...strongest]);
}
