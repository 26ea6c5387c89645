import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { highs } from '#relucent/convex/solvers/highs/index.js';
import { scs } from '#relucent/convex/solvers/scs.js';
import type { ConicSolver, ConicSolverImplementation } from '#relucent/plugins/conic-solver.js';

/** A conic solver and what it is held to, and the tolerance it is asked for. */
export interface Backend {
  readonly solver: ConicSolver;
  /** Relative accuracy it declares. */
  readonly accuracy: number;
  /** Accuracy of Px + q + A'z: tangents of a quadratic know its slope to the root of what they know its value to. */
  readonly stationarity: number;
  readonly tolerance: number;
}

export const backends: readonly Backend[] = [
  { solver: clarabel, accuracy: 1e-6, stationarity: 1e-6, tolerance: 1e-9 },
  { solver: highs, accuracy: 1e-5, stationarity: 1e-3, tolerance: 1e-9 },
  { solver: scs, accuracy: 1e-4, stationarity: 1e-4, tolerance: 1e-6 },
];

export async function implementationOf(solver: ConicSolver): Promise<ConicSolverImplementation> {
  const { default: implementation } = await import(solver.implementation);
  return implementation;
}
