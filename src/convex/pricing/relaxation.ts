import { addScaled, dot, type Matrix, norm2, row, zeros } from '../../core/matrix.js';
import { nnls } from '../nnls.js';
import { coneMaximum } from './cell-maximum.js';

/** Decided signs of the rows' x_k . u: +1, -1, or 0 where either may be. */
export type Signs = Int8Array;

/** A bound on nu . (X u)_+ over the unit vectors u whose signs agree with the decided ones. */
export interface Relaxed {
  readonly bound: number;
  /** Where the relaxation is greatest: a unit vector of the cone, or zeros. */
  readonly peak: Float64Array;
  /** The undecided row on which relaxation and truth differ most there; undefined where they agree. */
  readonly widest: number | undefined;
}

/** Rows whose relaxation is off by less than this share of the bound are as good as decided. */
const negligible = 1e-12;

/**
 * Upper bound over K = {u : ||u|| <= 1, s_k x_k . u >= 0 for decided k}. With z = x_k . u an undecided row contributes
 *
 *   nu_k > 0:  nu_k max(0, z) <= nu_k a (z + b) / (a + b)   for the range -b <= z <= a of z on K (a chord);
 *   nu_k < 0:  nu_k max(0, z) <= nu_k lambda_k z            for any 0 <= lambda_k <= 1 (a tangent);
 *
 * so that the whole is at most a linear form plus sum nu_k a b / (a + b), and the form's maximum on K is the norm of a
 * projection. The lambda_k minimise that norm together with the walls' multipliers.
 */
export function relax(x: Matrix, nu: Float64Array, signs: Signs): Relaxed {
  const rows = Array.from(signs.keys());
  const walls = rowsOf(
    x,
    rows.filter((k) => signs[k] !== 0),
    (k) => signs[k]!,
  );
  const form = new Float64Array(x.cols);
  let constant = 0;
  const chords = new Map<number, { readonly slope: number; readonly height: number }>();
  const tangents: number[] = [];
  for (const k of rows) {
    if (nu[k] === 0) continue;
    if (signs[k]! > 0) addScaled(form, nu[k]!, row(x, k));
    else if (signs[k] === 0 && nu[k]! < 0) tangents.push(k);
    else if (signs[k] === 0) {
      const above = coneMaximum(walls, row(x, k)).value;
      const below = coneMaximum(
        walls,
        row(x, k).map((value) => -value),
      ).value;
      const slope = above === 0 ? 0 : above / (above + below);
      const height = nu[k]! * slope * below;
      chords.set(k, { slope: nu[k]! * slope, height });
      addScaled(form, nu[k]! * slope, row(x, k));
      constant += height;
    }
  }

  const { value, peak, lambda } = maximumWithTangents(x, nu, walls, form, tangents);
  const bound = value + constant;
  let widest: number | undefined;
  let most = negligible * bound;
  const consider = (k: number, relaxed: (z: number) => number) => {
    const z = dot(row(x, k), peak);
    const excess = relaxed(z) - nu[k]! * Math.max(0, z);
    if (excess > most) {
      most = excess;
      widest = k;
    }
  };
  for (const [k, { slope, height }] of chords) consider(k, (z) => slope * z + height);
  for (const k of tangents) consider(k, (z) => nu[k]! * lambda.get(k)! * z);
  return { bound, peak, widest };
}

/**
 * min over l >= 0 and 0 <= lambda <= 1 of ||form + sum_tangents lambda_k nu_k x_k + sum l walls||, nearly: lambdas that
 * nonnegative least squares puts above 1 are fixed at 1 and the rest solved again. Any choice gives an upper bound.
 */
function maximumWithTangents(
  x: Matrix,
  nu: Float64Array,
  walls: Matrix,
  form: Float64Array,
  tangents: readonly number[],
): { value: number; peak: Float64Array; lambda: ReadonlyMap<number, number> } {
  const lambda = new Map<number, number>();
  const target = form.slice();
  let free = tangents;
  for (;;) {
    const pulls = rowsOf(x, free, (k) => -nu[k]!);
    const outward = zeros(walls.rows + free.length, x.cols);
    outward.data.set(walls.data.map((value) => -value));
    outward.data.set(pulls.data, walls.data.length);
    const { weights, residual } = nnls(outward, target);
    const share = (i: number) => weights[walls.rows + i]!;
    const above = free.filter((_, i) => share(i) > 1);
    if (above.length === 0) {
      for (const [i, k] of free.entries()) lambda.set(k, share(i));
      const value = norm2(residual);
      return { value, peak: residual.map((entry) => (value > 0 ? entry / value : 0)), lambda };
    }
    for (const k of above) {
      lambda.set(k, 1);
      addScaled(target, nu[k]!, row(x, k));
    }
    free = free.filter((k) => !lambda.has(k));
  }
}

function rowsOf(x: Matrix, rows: readonly number[], factor: (k: number) => number): Matrix {
  const selected = zeros(rows.length, x.cols);
  for (const [i, k] of rows.entries()) addScaled(row(selected, i), factor(k), row(x, k));
  return selected;
}
