import { conjugateGradients } from '../conjugate-gradients.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { solveFactored } from '../kernels/triangular.js';
import type { PatternedRows } from './coupled-rows.js';

/**
 * What couples the differences V - W through the rows, without any array of n x n or n x P x d numbers:
 *
 *   K = I + 2 H o (D D'),  H = X M^-1 X' = Y Y' with Y = X L^-T, M = LL'.
 *
 * Patterns that are drawn meet on two rows about as often as if they chose them independently, so that with the rows'
 * shares of active patterns m, D D' is near P m m' off its diagonal, and K near
 *
 *   B = diag(1 + 2 P h o m o (1 - m)) + G G',  G = diag(g) Y,  g = sqrt(2 P) m,  h the diagonal of H,
 *
 * which Woodbury's formula solves by a system of order d. On digits and on Gaussian rows 4 or 5 steps of conjugate gradients
 * take the residual to a hundredth, 12 to 14 to a millionth; without B it is 16 to 21 and 50 to 56 on digits.
 */
export interface RowCoupling {
  /** Y (n, d). */
  readonly halves: Float64Array;
  /** The diagonal of B without G G' (n,). */
  readonly diagonal: Float64Array;
  /** g (n,). */
  readonly gains: Float64Array;
  /** The Cholesky factor of I + G' diag^-1 G (d, d), lower. */
  readonly factor: Float64Array;
}

/** `own`: the Cholesky factor of M. Undefined where what B needs is not positive definite up to rounding. */
export function rowCoupling(
  { n, d, patterns: P, x, active }: PatternedRows,
  own: Float64Array,
  kernels: DenseKernels,
): RowCoupling | undefined {
  const halves = x.slice();
  kernels.solveRows(own, halves, d, n);
  const diagonal = new Float64Array(n);
  const gains = new Float64Array(n);
  const scaled = new Float64Array(n * d);
  for (let k = 0; k < n; k++) {
    let [share, square] = [0, 0];
    for (let i = 0; i < P; i++) share += active[i * n + k]! / P;
    for (let j = 0; j < d; j++) square += halves[k * d + j]! ** 2;
    diagonal[k] = 1 + 2 * P * square * share * (1 - share);
    gains[k] = Math.sqrt(2 * P) * share;
    const root = gains[k]! / Math.sqrt(diagonal[k]!);
    for (let j = 0; j < d; j++) scaled[k * d + j] = root * halves[k * d + j]!;
  }
  const factor = new Float64Array(d * d);
  kernels.gramOfColumns(factor, scaled, n, d);
  for (let j = 0; j < d; j++) factor[j * d + j]! += 1;
  return kernels.cholesky(factor, d) ? { halves, diagonal, gains, factor } : undefined;
}

/**
 * Of what a right-hand side leaves of the last solution, this share may be left; the next solve has it again. With a tenth,
 * ADMM no longer converged on 2,000 rows; with a twentieth its iterates were those of a factor.
 */
const leftOver = 0.01;
const mostSteps = 100;
/** Solves after which the residual is computed anew, in place of from the steps. */
const renewedEvery = 50;

/** K c = b for right-hand sides each near the one before: from the last c on, up to a share of what that leaves. */
export function solveByGradients(
  { n, d, patterns: P, active }: PatternedRows,
  { halves, diagonal, gains, factor }: RowCoupling,
  kernels: DenseKernels,
): (b: Float64Array) => Float64Array {
  const masked = new Float64Array(P * n);
  const pulls = new Float64Array(P * d);
  const inner = new Float64Array(d);
  const along = new Float64Array(n);

  const multiply = (v: Float64Array) => {
    for (let i = 0; i < P; i++) for (let k = 0; k < n; k++) masked[i * n + k] = active[i * n + k]! * v[k]!;
    kernels.product(pulls, masked, halves, { rows: P, cols: d, inner: n });
    kernels.product(masked, pulls, halves, { rows: P, cols: n, inner: d, transposeB: true });
    const result = v.slice();
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) result[k]! += 2 * active[i * n + k]! * masked[i * n + k]!;
    return result;
  };
  const precondition = (r: Float64Array) => {
    const result = r.map((value, k) => value / diagonal[k]!);
    for (let k = 0; k < n; k++) along[k] = gains[k]! * result[k]!;
    kernels.product(inner, along, halves, { rows: 1, cols: d, inner: n });
    solveFactored(factor, inner, d);
    kernels.product(along, halves, inner, { rows: n, cols: 1, inner: d });
    for (let k = 0; k < n; k++) result[k]! -= (gains[k]! * along[k]!) / diagonal[k]!;
    return result;
  };

  const c = new Float64Array(n);
  let image: Float64Array = new Float64Array(n);
  let solves = 0;
  return (b) => {
    if (solves++ % renewedEvery === 0) image = multiply(c);
    const rest = b.map((value, k) => value - image[k]!);
    const { x, residual } = conjugateGradients(multiply, precondition, rest, leftOver, mostSteps);
    for (let k = 0; k < n; k++) {
      c[k]! += x[k]!;
      image[k] = b[k]! - residual[k]!;
    }
    return c;
  };
}
