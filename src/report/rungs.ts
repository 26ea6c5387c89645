import type { Rung } from '../core/generated/documents.js';

export const kindWords: Readonly<Record<Rung['kind'], string>> = {
  lower: 'lower bound',
  upper: 'upper bound',
  reached: 'reached',
};

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

/** The rung of the best network, whichever path it came from. */
export function bestReached(rungs: readonly Rung[]): Rung | undefined {
  return rungs
    .filter((rung) => rung.kind !== 'lower')
    .reduce<Rung | undefined>((best, rung) => (best && best.value <= rung.value ? best : rung), undefined);
}
