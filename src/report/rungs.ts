import type { Result, Rung } from '../core/generated/documents.js';
import { finite } from './numbers.js';
import { runLabel } from './runs.js';

export const kindWords: Readonly<Record<Rung['kind'], string>> = {
  lower: 'lower bound',
  upper: 'upper bound',
  reached: 'reached',
};

/** The rungs of a single result: its lower bound, the objective of its network, and an upper bound that differs from it. */
export function resultRungs(result: Result): Rung[] {
  const { bounds } = result;
  const rung = (kind: Rung['kind'], value: unknown): Rung[] => {
    const number = finite(value);
    if (number === undefined) return [];
    return [
      {
        label: runLabel(result),
        kind,
        value: number,
        scope: kind === 'reached' ? 'none' : bounds.scope,
        solver: result.solver.name,
        seconds: result.timing.total ?? 0,
      },
    ];
  };
  const attacked = finite(result.objectiveAttacked);
  return [
    ...rung('lower', bounds.lower),
    ...rung('reached', result.objective).map((own) => (attacked === undefined ? own : { ...own, attacked })),
    ...(bounds.upper === result.objective ? [] : rung('upper', bounds.upper)),
  ];
}

/** Where the optimum of the nonconvex problem must lie, as far as the rungs prove it. */
export interface Bracket {
  readonly lower: Rung;
  readonly upper: Rung;
}

/** The greatest global lower bound and the least value above the optimum, or nothing where one is missing. */
export function bracket(rungs: readonly Rung[]): Bracket | undefined {
  const lower = rungs
    .filter((rung) => rung.kind === 'lower' && rung.scope === 'global')
    .reduce<Rung | undefined>((best, rung) => (best && best.value >= rung.value ? best : rung), undefined);
  const upper = bestReached(rungs);
  return lower && upper && lower.value <= upper.value ? { lower, upper } : undefined;
}

/** The rung of the best network. */
export function bestReached(rungs: readonly Rung[]): Rung | undefined {
  return rungs
    .filter((rung) => rung.kind === 'reached')
    .reduce<Rung | undefined>((best, rung) => (best && best.value <= rung.value ? best : rung), undefined);
}
