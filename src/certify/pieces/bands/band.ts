/** slope z + shift. */
export interface Line {
  readonly slope: number;
  readonly shift: number;
}

/** lower(z) <= phi(z) <= upper(z) for every z of an interval. */
export interface Band {
  readonly lower: Line;
  readonly upper: Line;
}

/** What bounds need of an activation that does not fall. */
export interface Bounding {
  /** Bounds on phi(z), exact and as float64 arithmetic computes it, for low <= z <= high. */
  range(low: number, high: number): readonly [number, number];
  /** Lines that hold for the same z and values. */
  band(low: number, high: number): Band;
}

/** Relative error of an activation as computed, with room: exponentials and logarithms err by less than 2^-52. */
const valueError = 8 * Number.EPSILON;
/** For values that underflow. */
const leastError = 1e-290;

/** Lines that are no bound at all: they make the bound of a form NaN, which counts as none. */
export const noBand: Band = {
  lower: { slope: 0, shift: Number.NaN },
  upper: { slope: 0, shift: Number.NaN },
};

/** The same line below and above, for a function that is linear there. */
export function exactBand(slope: number, shift = 0): Band {
  const line = { slope, shift };
  return { lower: line, upper: line };
}

/** A value that the function takes, moved down (side -1) or up (1) by what its computation may err. */
export function widened(value: number, side: 1 | -1): number {
  return value + side * (valueError * Math.abs(value) + leastError);
}

/**
 * The line of a given slope through (z, value), moved down or up by the rounding of all that it was computed from, for
 * arguments of up to `reach` in size.
 */
export function lineThrough(slope: number, z: number, value: number, reach: number, side: 1 | -1): Line {
  const error = 8 * valueError * (Math.abs(value) + Math.abs(slope) * (Math.abs(z) + reach)) + leastError;
  return { slope, shift: value - slope * z + side * error };
}
