import type { AnyLoss } from '../core/losses/loss.js';
import type { Matrix } from '../core/matrix.js';
import { inputGradients, type Network, predict } from '../core/network.js';
import type { ImageShape, Sample } from '../core/problem.js';
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
  /** Half sides of the threat's box around every row, per column (d,). */
  readonly radii: Float64Array;
  /** Present where rows are images. */
  readonly image?: ImageShape;
  /** Everything random follows from it. */
  readonly seed: number;
}

/** What an attack found. */
export interface Attacked {
  /** Attacked rows, shape (n, d), or one per entry of `rows`. */
  readonly points: Matrix;
  /** The rows of the sample that were attacked, where not all. */
  readonly rows?: Uint32Array;
  /** For attacks that try several targets on a row: what came of each. */
  readonly targeted?: TargetedOutcome;
}

export interface TargetedOutcome {
  readonly attempts: number;
  /** The change that reached its target, per success. */
  readonly distortions: readonly DistortionNorms[];
}

/** Size of a change: pixels (columns, without images) that change, and its l1, l2 and linf norm. */
export interface DistortionNorms {
  readonly l0: number;
  readonly l1: number;
  readonly l2: number;
  readonly linf: number;
}

/** Finds perturbed rows that raise the loss. */
export interface Attack extends Manifest<'attack'> {
  /** True where the attack with these options stays inside the threat. */
  staysInThreat(options: unknown): boolean;
  /** Throws InputError where options that passed `optionsSchema` still do not fit. */
  check?(options: unknown, pointer: string): void;
  /** `options` have passed `optionsSchema` and `check`. */
  perturb(victim: Victim, sample: Sample, context: AttackContext, options: unknown): Promise<Attacked>;
}
