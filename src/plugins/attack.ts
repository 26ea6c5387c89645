import type { AnyLoss } from '../core/losses/loss.js';
import type { Matrix } from '../core/matrix.js';
import { inputGradients, type Network, predict } from '../core/network.js';
import type { Sample } from '../core/problem.js';
import type { Manifest } from './manifest.js';

/** A network as an attacker sees it: its outputs and their gradients at any rows. */
export interface Victim {
  /** f at every row of x (n, d). Shape (n, K). */
  outputs(x: Matrix): Promise<Matrix>;
  /** The gradient in every row x_k of sum_i slopes_ki f_i(x_k): slopes (n, K) -> (n, d). */
  gradients(x: Matrix, slopes: Matrix): Promise<Matrix>;
}

/** The network itself, in float64. */
export function victimOf(network: Network): Victim {
  return {
    outputs: async (x) => predict(network, x),
    gradients: async (x, slopes) => inputGradients(network, x, slopes),
  };
}

/** What an attack may do and what it may draw on. */
export interface AttackContext {
  readonly loss: AnyLoss;
  /** Half sides of the box around every row, per column (d,). */
  readonly radii: Float64Array;
  /** Everything random follows from it. */
  readonly seed: number;
}

/** Finds perturbed rows that raise the loss. */
export interface Attack extends Manifest<'attack'> {
  /** `options` have passed `optionsSchema`. Returns the attacked rows, shape (n, d). */
  perturb(victim: Victim, sample: Sample, context: AttackContext, options: unknown): Promise<Matrix>;
}
