import type { ActivationSpec } from '../../core/activations.js';

/** What the network is trained on, in units of the loss: the objective divided by its factor c. */
export interface AdmmProblem<M> {
  /** With a last column of ones where there are biases. */
  readonly x: M;
  /** K of weightSolver for the first layer, whose inputs never change. */
  readonly firstSolver: M;
  /** Of the hidden layers: piecewise linear ones. */
  readonly activations: readonly ActivationSpec[];
  readonly loss: AdmmLoss<M>;
  /** Weight of ||W||_F^2 / 2; biases are free. */
  readonly decay: number;
  readonly biases: boolean;
}

/**
 * Of every entry: squared (z - y)^2 / 2, or the hinge max(0, s (k - z)) with sign s = +-1 and kink k. The hinge of
 * documents, max(0, 1 - y z), has s = k = y; that of Taylor et al. on classes y = 0, 1 has s = 2 y - 1, k = y.
 */
export type AdmmLoss<M> =
  | { readonly type: 'squared'; readonly y: M }
  | { readonly type: 'hinge'; readonly sign: M; readonly kink: M };

export interface AdmmSettings {
  readonly beta: number;
  readonly gamma: number;
  /** Sweeps before the multiplier of the outputs starts to move; undefined: it stays 0. */
  readonly multiplierAfter: number | undefined;
}

/** W_l (with the bias as its last column), z_l for l = 1..L, a_l for l < L, the multiplier of z_L. Rows are samples. */
export type AdmmState<M> = {
  readonly weights: M[];
  readonly z: M[];
  readonly a: M[];
  readonly multiplier: M;
  readonly sweeps: number;
};
