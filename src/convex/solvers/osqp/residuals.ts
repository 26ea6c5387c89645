import { dot } from '../../../core/matrix.js';
import type { PolyhedralProgram } from '../polyhedral.js';
import { maxAbs, multiply, multiplySymmetric, multiplyTransposed } from './products.js';

/** How far (x, z) is from optimal, each relative to 1 + the size of the terms it is made of; see {@link errorMeter}. */
export interface Errors {
  readonly primal: number;
  readonly dual: number;
  readonly gap: number;
  /** The largest of the three; NaN when the point holds one. */
  readonly worst: number;
}

/**
 * Measures points of a program in its own units (Stellato et al. 2020, section 3.4, with the duality gap added):
 *
 *   primal  max |Ax - b| on zero rows, max (Ax - b)_+ on the others, over 1 + max |Ax|
 *   dual    max |Px + q + A'z|, over 1 + max(|Px|, |q|, |A'z|)
 *   gap     |x'Px + q'x + b'z|, over 1 + max(|x'Px|, |q'x|, |b'z|)
 *
 * For z >= 0 on inequalities all three are zero exactly at optimal pairs. The buffers are reused between calls.
 */
export function errorMeter({
  p,
  q,
  a,
  b,
  zero,
}: PolyhedralProgram): (x: Float64Array, z: Float64Array) => Errors {
  const activity = new Float64Array(a.rows);
  const curvature = new Float64Array(p.cols);
  const pull = new Float64Array(p.cols);
  const costSize = maxAbs(q);

  return (x, z) => {
    multiply(a, x, activity);
    multiplySymmetric(p, x, curvature);
    multiplyTransposed(a, z, pull);

    let violation = 0;
    for (let i = 0; i < a.rows; i++) {
      const excess = activity[i]! - b[i]!;
      violation = Math.max(violation, i < zero ? Math.abs(excess) : excess);
    }
    let imbalance = 0;
    for (let j = 0; j < p.cols; j++) {
      imbalance = Math.max(imbalance, Math.abs(curvature[j]! + q[j]! + pull[j]!));
    }
    const [quadratic, linear, bound] = [dot(curvature, x), dot(q, x), dot(b, z)];

    const primal = violation / (1 + maxAbs(activity));
    const dual = imbalance / (1 + Math.max(maxAbs(curvature), costSize, maxAbs(pull)));
    const gap =
      Math.abs(quadratic + linear + bound) /
      (1 + Math.max(Math.abs(quadratic), Math.abs(linear), Math.abs(bound)));
    return { primal, dual, gap, worst: Math.max(primal, dual, gap) };
  };
}
