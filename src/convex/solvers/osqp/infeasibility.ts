import { dot } from '../../../core/matrix.js';
import { maxAbs, multiply, multiplySymmetric, multiplyTransposed } from './products.js';
import type { ScaledProgram } from './scaling.js';

/** How exactly a certificate has to hold, in the units of the scaled program. */
const accuracy = 1e-5;

/**
 * Whether dy, the change of the multipliers in one iteration, proves that no x satisfies the rows: dy >= 0 on
 * inequalities, A'dy = 0, b'dy < 0 (Stellato et al. 2020, section 3.4). With max |A'dy| only small beside max |dy|,
 * what is proved is that every feasible x has sum |x_j| >= -b'dy / max |A'dy|; that has to lie far beyond the present x.
 */
export function provesInfeasible({ a, b, zero }: ScaledProgram, x: Float64Array, dy: Float64Array): boolean {
  const certificate = dy.map((value, i) => (i < zero ? value : Math.max(value, 0)));
  const drop = -dot(b, certificate);
  if (!(drop > 0)) return false;
  const pull = new Float64Array(a.cols);
  multiplyTransposed(a, certificate, pull);
  return maxAbs(pull) <= accuracy * Math.min(maxAbs(certificate), drop / Math.max(1, size(x)));
}

/**
 * Whether dx, the change of x in one iteration, proves that the objective has no lower bound where the rows are
 * satisfied (the dual is infeasible): P dx = 0, q'dx < 0, A dx = 0 on zero rows and <= 0 on the others. As above, small
 * deviations count beside dx, beside the drop -q'dx, and for the rows beside the present multipliers.
 */
export function provesUnbounded(
  { p, q, a, zero }: ScaledProgram,
  y: Float64Array,
  dx: Float64Array,
): boolean {
  const drop = -dot(q, dx);
  if (!(drop > 0)) return false;
  const length = maxAbs(dx);
  const curvature = new Float64Array(p.cols);
  multiplySymmetric(p, dx, curvature);
  if (maxAbs(curvature) > accuracy * Math.min(length, drop)) return false;
  const activity = new Float64Array(a.rows);
  multiply(a, dx, activity);
  const violation = maxAbs(activity.map((value, i) => (i < zero ? value : Math.max(value, 0))));
  return violation <= accuracy * Math.min(length, drop / Math.max(1, size(y)));
}

function size(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += Math.abs(v[i]!);
  return sum;
}
