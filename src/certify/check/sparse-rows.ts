import type { SparseRow } from '../../core/generated/documents.js';

/** Sparse vectors, so many of them, with entries on rows 0..n-1. */
export function areSparseRows(vectors: readonly SparseRow[] | undefined, count: number, n: number): boolean {
  const onRow = (k: number) => Number.isInteger(k) && k >= 0 && k < n;
  return (
    vectors?.length === count &&
    vectors.every(({ rows, values }) => rows.length === values.length && rows.every(onRow))
  );
}

/** The vector written out, shape (n,). */
export function dense({ rows, values }: SparseRow, n: number): Float64Array {
  const vector = new Float64Array(n);
  rows.forEach((k, at) => {
    vector[k]! += values[at]!;
  });
  return vector;
}
