import { norm2 } from '../../core/matrix.js';

/**
 * The angle between two vectors, in [0, pi]; NaN where one of them is 0. Exact to all digits also near 0 and pi, where
 * arccos loses half of them.
 * Source: Kahan, "How futile are mindless assessments of roundoff in floating-point computation?", section 12.
 */
export function angle(a: Float64Array, b: Float64Array): number {
  const [one, other] = [unit(a), unit(b)];
  const apart = norm2(one.map((each, j) => each - other[j]!));
  const together = norm2(one.map((each, j) => each + other[j]!));
  return 2 * Math.atan2(apart, together);
}

/** a / ||a||; not a number where a is 0. */
export function unit(a: Float64Array): Float64Array {
  const length = norm2(a);
  return a.map((each) => each / length);
}
