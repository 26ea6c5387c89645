import { nnls } from '../../convex/nnls.js';
import { type Matrix, norm2, row, zeros } from '../../core/matrix.js';
import { type RoundedNorm, roundedSum } from './rounded-sum.js';

/** Share of a form that is rounding when least squares leaves no more of it. */
const rest = 1e-12;

/** A summand factor * row k. */
export interface Term {
  readonly factor: number;
  readonly k: number;
}

/** The greatest value of a linear form on the unit vectors of a cone {u : s_k x_k . u >= 0}. */
export interface FormMaximum extends RoundedNorm {
  /** About where it is attained: a unit vector, or zeros where the form is nowhere positive on the cone. */
  readonly direction: Float64Array;
  /** The multipliers l, one for each of the `further` vectors. */
  readonly weights: Float64Array;
}

/**
 * An upper bound, certain up to its rounding: ||sum_terms f x_k + sum l w|| for any l >= 0, where w are the walls s_k x_k
 * and, after them, further terms that l may pull in. Nonnegative least squares proposes l; the norm is computed anew.
 */
export function formMaximum(
  x: Matrix,
  terms: readonly Term[],
  walls: readonly Term[],
  further: readonly Term[] = [],
): FormMaximum {
  const pulls = [...walls, ...further];
  const form = new Float64Array(x.cols);
  for (const term of terms) addTerm(form, x, term.factor, term.k);
  const outward = zeros(pulls.length, x.cols);
  pulls.forEach(({ factor, k }, i) => {
    addTerm(row(outward, i), x, -factor, k);
  });
  const { weights, residual } = nnls(outward, form);
  const still = new Float64Array(x.cols);
  const sum = roundedSum(x.cols);
  for (const { factor, k } of terms) sum.add(factor, row(x, k));
  pulls.forEach(({ factor, k }, i) => {
    sum.add(factor * Math.max(0, weights[i]!), row(x, k));
  });
  const maximum = sum.normLess(0, still, norm2);
  const length = norm2(residual);
  const positive = length > Math.max(rest * norm2(form), maximum.rounding);
  return {
    ...maximum,
    direction: residual.map((value) => (positive ? value / length : 0)),
    weights: weights.subarray(walls.length),
  };
}

function addTerm(target: Float64Array, x: Matrix, factor: number, k: number): void {
  for (let j = 0; j < x.cols; j++) target[j]! += factor * x.data[k * x.cols + j]!;
}
