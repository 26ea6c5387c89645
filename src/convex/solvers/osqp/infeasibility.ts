import { dot } from '../../../core/matrix.js';
import { maxAbs, multiply, multiplySymmetric, multiplyTransposed } from './products.js';
import type { ScaledProgram } from './scaling.js';

/** How exactly a certificate has to hold. */
const accuracy = 1e-7;

/**
 * Whether dy, the change of the multipliers in one iteration, proves that no x satisfies the rows: dy >= 0 on
 * inequalities, A'dy = 0, b'dy < 0 (Stellato et al. 2020, section 3.4). With A'dy only small, what is proved is that
 * every feasible x has sum |x_j| >= -b'dy / max |A'dy|; that has to lie far beyond the present x.
 */
export function provesInfeasible({ a, b, zero }: ScaledProgram, x: Float64Array, dy: Float64Array): boolean {
  const certificate = dy.map((value, i) => (i < zero ? value : Math.max(value, 0)));
  const pull = new Float64Array(a.cols);
  multiplyTransposed(a, certificate, pull);
  const drop = -dot(b, certificate);
  return drop > accuracy * maxAbs(certificate) && maxAbs(pull) * Math.max(1, size(x)) <= accuracy * drop;
}

/**
 * Whether dx, the change of x in one iteration, proves that the objective has no lower bound where the rows are
 * satisfied (the dual is infeasible): P dx = 0, q'dx < 0, A dx = 0 on zero rows and <= 0 on the others.
 */
export function provesUnbounded(
  { p, q, a, zero }: ScaledProgram,
  y: Float64Array,
  dx: Float64Array,
): boolean {
  const drop = -dot(q, dx);
  if (!(drop > accuracy * maxAbs(dx))) return false;
  const curvature = new Float64Array(p.cols);
  multiplySymmetric(p, dx, curvature);
  if (maxAbs(curvature) > accuracy * drop) return false;
  const activity = new Float64Array(a.rows);
  multiply(a, dx, activity);
  const violation = maxAbs(activity.map((value, i) => (i < zero ? value : Math.max(value, 0))));
  return violation * Math.max(1, size(y)) <= accuracy * drop;
}

function size(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += Math.abs(v[i]!);
  return sum;
}
