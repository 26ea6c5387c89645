import type { LossDual } from './loss-dual.js';
import { marginConditions } from './margin.js';

/** Share of an interval that golden-section search keeps. */
const golden = (Math.sqrt(5) - 1) / 2;
/** Enough to bring an interval down to the spacing of float64. */
const cuts = 80;

/**
 * Dual value: c sum_k H(theta_k / c), H(p) = -p log p - (1 - p) log(1 - p), concave along t, while every theta stays
 * in [0, c].
 */
export const logisticDual: LossDual = {
  conditions: marginConditions,
  value({ alpha }, { lossScale }, longest) {
    const largest = alpha.reduce((most, theta) => Math.max(most, theta), 0) / lossScale;
    if (largest === 0) return 0;
    const end = Math.min(longest, 1 / largest);
    const at = (t: number) =>
      lossScale * alpha.reduce((sum, theta) => sum + entropy((t * theta) / lossScale), 0);
    return Math.max(at(end), peak(at, end));
  },
};

/** The largest value of a concave function on [0, end], by golden-section search. */
function peak(f: (t: number) => number, end: number): number {
  let low = 0;
  let high = end;
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let atLeft = f(left);
  let atRight = f(right);
  for (let i = 0; i < cuts; i++) {
    if (atLeft < atRight) {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = f(right);
    } else {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = f(left);
    }
  }
  return Math.max(atLeft, atRight);
}

/** Expects 0 <= p; where rounding puts p above 1, the value at 1. */
function entropy(p: number): number {
  return p > 0 && p < 1 ? -p * Math.log(p) - (1 - p) * Math.log1p(-p) : 0;
}
