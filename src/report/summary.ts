import type { Result, SolverSummary, Spread } from '../core/generated/documents.js';
import { finite } from './numbers.js';
import { runLabel } from './runs.js';

/** A single result's numbers under the keys of a comparison's summary ("objective", "train.attacks.pgd.accuracy"). */
export function resultSummary(result: Result): SolverSummary {
  const { objective, metrics, timing } = result;
  return {
    label: runLabel(result),
    repeats: 1,
    values: Object.fromEntries(leaves({ objective, ...metrics, seconds: timing.total }, '')),
  };
}

function leaves(node: object, prefix: string): [string, Spread][] {
  return Object.entries(node).flatMap(([key, value]): [string, Spread][] => {
    if (value !== null && typeof value === 'object') return leaves(value, `${prefix}${key}.`);
    const mean = finite(value);
    return mean === undefined ? [] : [[`${prefix}${key}`, { mean, sd: 0, min: mean, max: mean }]];
  });
}
