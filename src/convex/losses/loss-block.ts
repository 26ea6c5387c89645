import type { ProgramBuilder, Terms } from '../program-builder.js';

/**
 * Multipliers of the loss rows. With the worst-case loss of sample k a function of the prediction f_k and the
 * reach rho_k = sum_j e_j |g_kj|: `nu[k]` multiplies f_k (its sign free), `alpha[k] >= |nu[k]|` multiplies rho_k.
 */
export interface LossMultipliers {
  readonly nu: Float64Array;
  readonly alpha: Float64Array;
}

/** What the loss rows of a program are written in. */
export interface LossRows {
  readonly builder: ProgramBuilder;
  readonly y: Float64Array;
  /** Factor of the loss sum in the (scaled) objective. */
  readonly scale: number;
  /** factor * f_k in the program's variables. */
  prediction(k: number, factor: number): Terms;
  /** factor * rho_k; no terms in standard training. */
  reach(k: number, factor: number): Terms;
  readonly adversarial: boolean;
}

/** Reads the rows' multipliers out of the solver's: `zero` and `nonnegative` are its parts for these rows. */
export type ReadMultipliers = (zero: Float64Array, nonnegative: Float64Array) => LossMultipliers;

/** How the convex path writes one loss: rows of the program, and its part of the dual bound. */
export interface LossBlock {
  /** Adds variables, costs and rows. */
  assemble(rows: LossRows): ReadMultipliers;
  /** Worst-case loss of one sample: prediction f, target y, reach rho >= 0. */
  worst(f: number, y: number, reach: number): number;
  /** The nearest multipliers that are feasible in the dual (before the cones' own condition). */
  clip(multipliers: LossMultipliers, y: Float64Array, scale: number): LossMultipliers;
  /** The largest dual value of t * multipliers over 0 <= t <= tMax, and that t. */
  dualValue(
    multipliers: LossMultipliers,
    y: Float64Array,
    scale: number,
    tMax: number,
  ): { readonly value: number; readonly t: number };
}
