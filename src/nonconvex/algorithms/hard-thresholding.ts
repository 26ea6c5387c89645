import { norm2 } from '../../core/matrix.js';
import type { FilterLoss } from '../patches/filter-loss.js';

/** minimise over w  f(w)  with at most `nonzeros` entries that are not 0. */
export interface Thresholding {
  readonly loss: FilterLoss;
  /** s. */
  readonly nonzeros: number;
  /** Step size eta of the gradient step. */
  readonly stepSize: number;
}

/** The filter, how far the last step moved it, and in how many steps it was cut so far. */
export type ThresholdingState = {
  readonly w: Float64Array;
  readonly change: number;
  readonly cuts: number;
};

export function thresholdingStart({ nonzeros }: Thresholding, w: Float64Array): ThresholdingState {
  return { w: keepLargest(w, nonzeros), change: Number.POSITIVE_INFINITY, cuts: 0 };
}

/**
 * One iteration of adaptive hard thresholding: a gradient step v = w - eta grad f(w), cut to its s largest entries only
 * where these are not the places of the s largest of w. In between, w may have up to 2s nonzeros.
 * Source: Dinh and Xin, "Convergence of a relaxed variable splitting method for learning sparse neural networks",
 * Algorithm 2.
 */
export function thresholdingStep(
  { loss, nonzeros, stepSize }: Thresholding,
  { w, cuts }: ThresholdingState,
): ThresholdingState {
  const gradient = loss.gradient(w);
  const moved = w.map((each, j) => each - stepSize * gradient[j]!);
  const [before, after] = [largestPlaces(w, nonzeros), largestPlaces(moved, nonzeros)];
  const same = [...after].every((place) => before.has(place));
  const next = same ? moved : keepLargest(moved, nonzeros);
  return { w: next, change: norm2(next.map((each, j) => each - w[j]!)), cuts: cuts + (same ? 0 : 1) };
}

/** H_s: the s largest entries by size, the first of equal ones; all others 0. */
export function keepLargest(w: Float64Array, s: number): Float64Array {
  const kept = largestPlaces(w, s);
  return w.map((each, j) => (kept.has(j) ? each : 0));
}

/** The places of the s largest entries by size, the first of equal ones. */
function largestPlaces(w: Float64Array, s: number): ReadonlySet<number> {
  const places = Array.from(w.keys());
  places.sort((i, j) => Math.abs(w[j]!) - Math.abs(w[i]!) || i - j);
  return new Set(places.slice(0, s));
}
