import type { Certificate } from '../../core/generated/documents.js';
import type { Matrix } from '../../core/matrix.js';
import type { ConicProgram, ConicSolution } from '../../plugins/conic-solver.js';
import type { LossMultipliers } from '../losses/loss-block.js';
import type { Neurons } from '../neurons.js';

/** Units of a program: its variables are neurons / `neurons`, its objective is `objective` times ours. */
export interface Scaling {
  readonly neurons: number;
  readonly objective: number;
}

/** A proven lower bound on a formulation's program. */
export interface Bound {
  readonly value: number;
  /** The loss rows' part of the multipliers, before they are scaled back: what pricing starts from. */
  readonly loss: LossMultipliers;
  /** Those of the cone rows (2P, n), where the program has some: with the former, what another weight may start from. */
  readonly cone?: Matrix;
  /** What `relucent check` recomputes the bound from. */
  certificate(): Certificate;
  /** What the same multipliers prove of the program with another weight of the regularizer. */
  atWeight(weight: number): Bound;
}

/** A solver's point made trustworthy: feasible neurons, their objective, and a bound. */
export interface Certified {
  readonly neurons: Neurons;
  /** The formulation's objective at the neurons: an upper bound on the (worst-case) objective of their network. */
  readonly upper: number;
  readonly bound: Bound;
  /** Largest violation of a cone row before it was repaired, and neurons that could not be. */
  readonly coneViolation: number;
  readonly unrepaired: number;
}

/** A training program in some units, and its way back. */
export interface TrainingProgram {
  readonly program: ConicProgram;
  /** Undefined where the solver returned no point. */
  certify(solution: ConicSolution): Certified | undefined;
}

/** One convex program for fixed patterns, written in whatever units the solver likes. */
export type Formulation = (scaling: Scaling) => TrainingProgram;
