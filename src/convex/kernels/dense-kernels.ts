/** Shapes of a matrix product C = op(A) op(B). */
export interface ProductShape {
  /** C is rows x cols. */
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  /** A is stored inner x rows, or B cols x inner. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Dense float64 linear algebra on row-major arrays without gaps: what the interior point spends its time in. */
export interface DenseKernels {
  /** Half a sentence for reports. */
  readonly name: string;
  /** How many times faster a product of matrices runs than one of a matrix and a vector, roughly. */
  readonly blocking: number;
  /** C = op(A) op(B). */
  product(c: Float64Array, a: Float64Array, b: Float64Array, shape: ProductShape): void;
  /** Lower triangle of C = A'A (cols x cols) for A rows x cols; above the diagonal C is left as it is or not. */
  gramOfColumns(c: Float64Array, a: Float64Array, rows: number, cols: number): void;
  /** Lower triangle of C = AA' (rows x rows) for A rows x cols. */
  gramOfRows(c: Float64Array, a: Float64Array, rows: number, cols: number): void;
  /**
   * Replaces the lower triangle of A (order n) by its Cholesky factor L, A = LL'; what stands above it is never read.
   * False where A is not positive definite up to rounding; A is then destroyed.
   */
  cholesky(a: Float64Array, n: number): boolean;
  /** B := B L^-T for B rows x n: each row b becomes L^-1 b. */
  solveRows(l: Float64Array, b: Float64Array, n: number, rows: number): void;
  /** B := B L^-1 for B rows x n: each row b becomes L^-T b. */
  solveRowsTransposed(l: Float64Array, b: Float64Array, n: number, rows: number): void;
}
