import type { ProgramBuilder, Terms } from '../program-builder.js';

/**
 * Multipliers of the loss rows. The worst-case loss of sample k is a function of the prediction f_k and of how far
 * above and below it f may get on the box. `nu[k]` multiplies f_k (its sign free), `alpha[k] >= |nu[k]|` is the total
 * multiplier of both reaches: (alpha + nu)/2 of the one above, (alpha - nu)/2 of the one below.
 */
export interface LossMultipliers {
  readonly nu: Float64Array;
  readonly alpha: Float64Array;
}

/** Which way f leaves its prediction: +1 above, -1 below. */
export type Side = 1 | -1;

/** What the loss rows of a program are written in. */
export interface LossRows {
  readonly builder: ProgramBuilder;
  readonly y: Float64Array;
  /** Factor of the loss sum in the (scaled) objective. */
  readonly scale: number;
  /** factor * f_k in the program's variables. */
  prediction(k: number, factor: number): Terms;
  /** factor * (how far f may get beyond f_k on that side); no terms where it cannot. */
  reach(k: number, factor: number, side: Side): Terms;
  /** False where reaches have no terms at all, so that an equality will do. */
  readonly reaches: boolean;
}

/** Reads the rows' multipliers out of the solver's: by kind of row. */
export type ReadMultipliers = (
  zero: Float64Array,
  nonnegative: Float64Array,
  exponential: Float64Array,
) => LossMultipliers;

/** How the convex path writes one loss: rows of the program, and its part of the dual bound. */
export interface LossBlock {
  /** True where its rows need a solver with exponential cones. */
  readonly exponentialCones?: boolean;
  /** Adds variables, costs and rows. */
  assemble(rows: LossRows): ReadMultipliers;
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
