import { conjugateGradients } from './conjugate-gradients.js';
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

/** `mostSteps`: of conjugate gradients, before the system is factored whole, where `mayFactor`. */
export function zSolvers(mostSteps: number, mayFactor: boolean): ZSolvers {
  const counts = { steps: 0, factored: 0 };
  let waiting = 0;
  return {
    counts,
    of(system) {
      let direct: ((r: Float64Array) => Float64Array) | undefined;
      let precondition = waiting > 0 ? undefined : system.preconditioner();
      if (waiting > 0) waiting--;
      return (rhs, tolerance) => {
        if (precondition) {
          const solved = conjugateGradients(system.multiply, precondition, rhs, tolerance, mostSteps);
          counts.steps += solved?.steps ?? mostSteps;
          if (solved) return solved.x;
          precondition = undefined;
          waiting = patience;
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
