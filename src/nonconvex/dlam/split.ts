import type { ActivationSpec } from '../../core/activations.js';
import type { Penalty } from './penalty.js';

/** What the network is trained on, in units of the loss: the objective divided by its factor c. */
export interface SplitProblem<M> {
  readonly x: M;
  readonly y: M;
  /** x'x, which gives ||x D'|| without another pass over the rows. */
  readonly gram: M;
  /** Of the hidden layers. */
  readonly activations: readonly ActivationSpec[];
  readonly loss: SplitLoss;
  readonly penalty: Penalty;
  /** False: biases stay 0. */
  readonly biases: boolean;
}

export type SplitLoss = 'squared' | 'cross-entropy';

export interface SplitSettings {
  /** Weight of the linear residuals. */
  readonly rho: number;
  /** Half width of the band around the activations. */
  readonly epsilon: number;
  /** Curvatures that backtracking starts from and their growth: nu and gamma for weights, mu and eta for activations. */
  readonly nu: number;
  readonly gamma: number;
  readonly mu: number;
  readonly eta: number;
  /** Start from the last accepted curvature over its growth. */
  readonly warm: boolean;
  /** Largest entry of the gradient at which the output step with cross-entropy ends. */
  readonly outputTolerance: number;
}

/**
 * The variables of layers l = 1..L, rows being samples: W_l, b_l, z_l, for l < L also a_l; the residuals
 * r_l = a_{l-1} W_l' + b_l - z_l, which follow from them; and the curvatures accepted last, of W_l and a_l.
 */
export type SplitState<M> = {
  readonly weights: M[];
  readonly biases: M[];
  readonly z: M[];
  readonly a: M[];
  readonly residuals: M[];
  readonly weightCurvatures: number[];
  readonly activationCurvatures: number[];
};
