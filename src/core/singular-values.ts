import { type Matrix, zeros } from './matrix.js';

/** W = sum_k s_k u_k v_k', with s_k >= 0: the products s_k u_k and the directions v_k, row by row. */
export interface SingularSystem {
  /** s_k. */
  readonly values: Float64Array;
  /** s_k u_k in row k, orthogonal to each other. */
  readonly scaledLeft: Matrix;
  /** v_k in row k, orthonormal. */
  readonly right: Matrix;
}

const mostSweeps = 60;

/**
 * The singular value decomposition of W (rows, cols), rows >= cols, in float64: pairs of columns of W V are rotated
 * until all are orthogonal to each other up to rounding; a sweep turns every pair once. Throws a RangeError on more
 * columns than rows, and on entries that are not finite. Source: Hestenes 1958; Golub and Van Loan, section 8.6.3.
 */
export function singularSystem(weight: Matrix): SingularSystem {
  const { rows, cols } = weight;
  if (cols > rows) throw new RangeError('more columns than rows: decompose the transpose');
  if (!weight.data.every(Number.isFinite)) throw new RangeError('an entry is not finite');
  const scaledLeft = transposed(weight);
  const right = zeros(cols, cols);
  for (let j = 0; j < cols; j++) right.data[j * cols + j] = 1;
  const enough = Number.EPSILON * Math.sqrt(rows);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let turned = false;
    for (let i = 0; i < cols; i++)
      for (let j = i + 1; j < cols; j++) if (orthogonalize(scaledLeft, right, i, j, enough)) turned = true;
    if (!turned) break;
  }
  const values = Float64Array.from({ length: cols }, (_, k) => rowLength(scaledLeft, k));
  return { values, scaledLeft, right };
}

export function transposed({ rows, cols, data }: Matrix): Matrix {
  const result = zeros(cols, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) result.data[j * rows + i] = data[i * cols + j]!;
  return result;
}

/** Turns rows i and j of both so that those of the first are orthogonal; false where they are already. */
function orthogonalize(left: Matrix, right: Matrix, i: number, j: number, enough: number): boolean {
  const n = left.cols;
  const [p, q] = [i * n, j * n];
  let [alpha, beta, gamma] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [a, b] = [left.data[p + k]!, left.data[q + k]!];
    alpha += a * a;
    beta += b * b;
    gamma += a * b;
  }
  if (Math.abs(gamma) <= enough * Math.sqrt(alpha * beta)) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  rotate(left, i, j, cosine, cosine * tangent);
  rotate(right, i, j, cosine, cosine * tangent);
  return true;
}

function rotate({ cols, data }: Matrix, i: number, j: number, cosine: number, sine: number): void {
  for (let k = 0; k < cols; k++) {
    const [a, b] = [data[i * cols + k]!, data[j * cols + k]!];
    data[i * cols + k] = cosine * a - sine * b;
    data[j * cols + k] = sine * a + cosine * b;
  }
}

function rowLength({ cols, data }: Matrix, i: number): number {
  let squares = 0;
  for (let k = i * cols; k < (i + 1) * cols; k++) squares += data[k]! ** 2;
  return Math.sqrt(squares);
}
