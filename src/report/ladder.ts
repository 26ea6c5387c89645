import type { Result, Rung } from '../core/generated/documents.js';
import { bySolver, byWeight, type SolverRuns } from './runs.js';
import { spreadOf } from './spread.js';

/** Order of rungs with the same value: a bound stands below what it bounds. */
const kindOrder = { lower: 0, upper: 1, reached: 2 } as const;

/**
 * The ladder of a comparison, sorted by value. A solver with a certificate gives two rungs, the lower bound and the
 * upper bound of its best repeat; every other solver gives the best objective it reached. A lower bound stands for
 * its scope only: bounds on sampled patterns say nothing about networks outside them. With a threat all upper and
 * reached values are certified worst cases of their networks. A path has one ladder for each weight, one after the other:
 * objectives at different weights are not comparable.
 */
export function buildLadder(runs: readonly Result[]): Rung[] {
  return byWeight(runs).flatMap(({ runs: comparable, ...at }) =>
    bySolver(comparable)
      .flatMap(rungsOf)
      .sort((a, b) => a.value - b.value || kindOrder[a.kind] - kindOrder[b.kind])
      .map((rung) => ({ ...rung, ...at })),
  );
}

function rungsOf({ label, runs: results, best }: SolverRuns): Rung[] {
  const reached = results.filter((result) => result.objective !== undefined);
  if (reached.length === 0) return [];
  const { objective, objectiveAttacked, bounds, solver, timing } = best;
  const common = { solver: solver.name, seconds: timing['total'] ?? 0 };
  const repeats = (values: readonly number[]) => (results.length > 1 ? { repeats: spreadOf(values) } : {});

  const top: Rung = {
    label,
    kind: bounds.lower === undefined ? 'reached' : 'upper',
    value: objective!,
    // The objective of a network bounds the nonconvex optimum from above, whatever patterns it came from.
    scope: 'global',
    ...common,
    ...repeats(reached.map((result) => result.objective!)),
    ...(objectiveAttacked === undefined ? {} : { attacked: objectiveAttacked }),
  };
  if (bounds.lower === undefined) return [top];
  const bottom: Rung = {
    label,
    kind: 'lower',
    value: bounds.lower,
    scope: bounds.scope,
    ...common,
    ...repeats(reached.flatMap((result) => (result.bounds.lower === undefined ? [] : [result.bounds.lower]))),
  };
  return [bottom, top];
}
