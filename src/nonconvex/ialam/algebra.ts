import type { EntryProblem } from './separable.js';

/** Entries of a matrix, row by row. */
export type Entries = Float64Array | Float32Array;

/**
 * What the method asks of matrices, so that one text of it runs in float64 and on tensors. Nothing here changes its
 * arguments.
 */
export interface Algebra<M> {
  /** Distance from 1 to the next number: comparisons of sums allow for it. */
  readonly epsilon: number;
  matrix(rows: number, cols: number, entries: Entries): M;
  /** Not to be written to. */
  entries(matrix: M): Entries;
  shape(matrix: M): readonly [rows: number, cols: number];
  /** A B, of A or B the transpose where asked for. */
  product(a: M, b: M, transpose?: { readonly a?: boolean; readonly b?: boolean }): M;
  /** s A. */
  scale(s: number, a: M): M;
  /** s A + t B. */
  combine(s: number, a: M, t: number, b: M): M;
  /** sum_ij A_ij B_ij. */
  inner(a: M, b: M): number;
  /** A with `row` (1, n) added to every row. */
  addRow(a: M, row: M): M;
  /** The mean of every column, (1, n). */
  columnMeans(a: M): M;
  /** The l2 norm of every column, (1, n). */
  columnNorms(a: M): M;
  /** Column j times factor j of (1, n). */
  scaleColumns(a: M, factors: M): M;
  /** max(a, slope a), entry by entry. */
  activate(a: M, slope: number): M;
  /** minimizeEntry of every entry of q_v - beta and q_u. */
  minimizeEntries(qv: M, qu: M, entry: EntryProblem): { readonly v: M; readonly u: M };
  /** Runs `work` and frees all that it made and does not return. */
  scope<T>(work: () => T): T;
}

/** ||A||_F^2. */
export function squaredNorm<M>(algebra: Algebra<M>, a: M): number {
  return algebra.inner(a, a);
}
