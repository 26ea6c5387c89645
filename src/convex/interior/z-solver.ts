import { conjugateGradients } from '../conjugate-gradients.js';
import type { CoupledSystem } from './coupled-system.js';

/** Solves the coupled system of one iteration; undefined where neither way works. */
export type ZSolver = (rhs: Float64Array, tolerance: number) => Float64Array | undefined;

/** Chooses between conjugate gradients and a Cholesky factor of the whole system, from one iteration to the next. */
export interface ZSolvers {
  /** The solver of one iteration's system. */
  of(system: CoupledSystem): ZSolver;
  /** Steps of conjugate gradients so far, and systems factored whole. */
  readonly counts: { steps: number; factored: number };
}

/** Iterations for which it stays with factors after conjugate gradients have failed. */
const patience = 3;
/**
 * Rows from which the preconditioner may leave light rows to the blocks. Below, its factor is cheap; above, its n^3 is
 * most of the work, while as mu falls only the support vectors keep weight: those of the other rows fall as mu^2.
 */
const manyRows = 2000;
/** The share of light rows from one iteration to the next, by the steps that it led to. */
const shares = { first: 1e-6, most: 0.1, faster: 10, slower: 100 } as const;
const [fewSteps, manySteps, tooManySteps] = [15, 40, 80] as const;

/** `rows`: of the data. `mostSteps`: of conjugate gradients before the system is factored whole, where `mayFactor`; `atOnce`: without any. */
export function zSolvers(
  {
    rows,
    atOnce,
    mayFactor,
  }: { readonly rows: number; readonly atOnce: boolean; readonly mayFactor: boolean },
  mostSteps: number,
): ZSolvers {
  const counts = { steps: 0, factored: 0 };
  let waiting = 0;
  let share = 0;
  let taken: number = manySteps;
  const nextShare = () => {
    if (rows < manyRows) return 0;
    if (taken <= fewSteps) return Math.min(shares.most, Math.max(shares.first, shares.faster * share));
    if (taken <= manySteps) return share;
    return share / shares.slower < shares.first ? 0 : share / shares.slower;
  };
  return {
    counts,
    of(system) {
      share = nextShare();
      taken = 0;
      let direct: ((r: Float64Array) => Float64Array) | undefined;
      let precondition = atOnce || waiting > 0 ? undefined : system.preconditioner(share);
      if (waiting > 0) waiting--;
      return (rhs, tolerance) => {
        while (precondition) {
          const most = share > 0 ? Math.min(tooManySteps, mostSteps) : mostSteps;
          const { x, steps, reached } = conjugateGradients(
            system.multiply,
            precondition,
            rhs,
            tolerance,
            most,
          );
          counts.steps += steps;
          taken = Math.max(taken, reached ? steps : most);
          if (reached) return x;
          if (share > 0) {
            share = 0;
            precondition = system.preconditioner(share);
          } else {
            precondition = undefined;
            waiting = patience;
          }
        }
        if (!direct && mayFactor) {
          counts.factored++;
          direct = system.direct();
        }
        return direct?.(rhs);
      };
    },
  };
}
