import type { BoundPenalty } from '../../core/proximal/penalty.js';

/**
 * Training as a problem with one pair of auxiliary variables per layer. Rows are samples: V_l and U_l are (N, n_l),
 * W_l is (n_l, n_{l-1}), b_l is (1, n_l), V_0 = X, and sigma_l(t) = max(t, s_l t) with the slope s_l of layer l:
 *
 *   minimise O = c ||V_L - Y||^2 + lambdaW sum_l r_l(W_l) + lambdaV sum_l ||V_l||^2
 *                + sum_l beta sum_entries (V_l - sigma_l(U_l))
 *   subject to V_l >= U_l, V_l >= s_l U_l and R_l = U_l - V_{l-1} W_l' - 1 b_l = 0.
 *
 * The paper's r_l is sum_j ||W_l[:, j]||_2: the group of column j of W_l is all that leaves input j. For large beta the linear penalty is exact, because
 * V_l - sigma_l(U_l) >= 0 wherever the inequalities hold.
 *
 * Source: Liu, Liu, Chen: An inexact augmented Lagrangian algorithm for training leaky ReLU neural network with group
 * sparsity. JMLR 24 (2023); c = 1/N there. A slope of 1 makes a layer linear.
 */
export interface Splitting<M> {
  readonly x: M;
  readonly y: M;
  /** s_l of every layer, 0 <= s_l <= 1. */
  readonly slopes: readonly number[];
  /** c. */
  readonly dataWeight: number;
  readonly lambdaW: number;
  /** r_l of layer l, counted from 0, where it is not the paper's. */
  penaltyOf?(l: number): BoundPenalty;
  readonly lambdaV: number;
  /** beta_l of every layer. */
  readonly beta: readonly number[];
}

/** Weights and biases, layer by layer. */
export type Weights<M> = { readonly w: M[]; readonly b: M[] };

/** Auxiliary variables, layer by layer. */
export type Auxiliaries<M> = { readonly v: M[]; readonly u: M[] };

/** All variables of the problem. */
export type Point<M> = Weights<M> & Auxiliaries<M>;

/** V_{l-1} of layer l, counted from 0: what the layer takes in. */
export function inputOf<M>({ x }: Pick<Splitting<M>, 'x'>, { v }: Pick<Auxiliaries<M>, 'v'>, l: number): M {
  return l === 0 ? x : v[l - 1]!;
}
