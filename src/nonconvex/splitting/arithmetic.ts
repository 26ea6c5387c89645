/**
 * The matrix arithmetic that splitting methods are written in, so that the same sweep runs on tensors (float32, the
 * product) and on plain float64 matrices (exact checks of small cases). Rows are samples throughout: the papers' z, a
 * (n_l, N) are (N, n_l) here. `M` is a matrix, never changed once made.
 */
export interface Arithmetic<M> {
  /** Distance from 1 to the next number. */
  readonly precision: number;
  /** Entries row by row. */
  matrix(rows: number, columns: number, values: ArrayLike<number>): M;
  /** The entries, row by row. */
  read(m: M): ArrayLike<number>;
  shape(m: M): readonly [rows: number, columns: number];
  /** What `work` returns is kept, all else that it made is freed. */
  tidy<Result>(work: () => Result): Result;
  /** Frees a matrix before the tidy it was made in ends. */
  free(m: M): void;

  /** a b, or with the first or the second factor transposed. */
  product(a: M, b: M, transposed?: 'first' | 'second'): M;

  /** Entry by entry; numbers, single rows and single columns are repeated. */
  add(a: M | number, b: M | number): M;
  sub(a: M | number, b: M | number): M;
  mul(a: M | number, b: M | number): M;
  div(a: M | number, b: M | number): M;
  maximum(a: M, b: M | number): M;
  minimum(a: M, b: M | number): M;

  /** max(0, x). */
  relu(m: M): M;
  /** [x > 0]. */
  step(m: M): M;
  abs(m: M): M;
  log(m: M): M;
  /** log(1 + x). */
  log1p(m: M): M;
  /** e^x - 1. */
  expm1(m: M): M;
  tanh(m: M): M;
  sigmoid(m: M): M;
  softplus(m: M): M;

  /** Of every row. */
  softmax(m: M): M;
  /** log sum_j e^{x_j} of every row, as a column. */
  logSumExp(m: M): M;
  /** The mean of the rows, as a row. */
  meanRow(m: M): M;

  sum(m: M): number;
  sumOfSquares(m: M): number;
  /** The largest entry. */
  largest(m: M): number;

  /** The matrix with a last column of ones. */
  withOnes(m: M): M;
  columns(m: M, from: number, count: number): M;
}
