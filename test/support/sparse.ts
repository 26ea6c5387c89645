import type { SparseMatrix } from '#relucent/plugins/conic-solver.js';

export type Dense = readonly (readonly number[])[];

/** A sparse matrix from its rows; `cols` matters where there are no rows. */
export function sparse(rows: Dense, cols = rows[0]?.length ?? 0): SparseMatrix {
  const colStart = [0];
  const rowIndex: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < cols; j++) {
    rows.forEach((row, i) => {
      if (row[j] === 0) return;
      rowIndex.push(i);
      values.push(row[j]!);
    });
    colStart.push(values.length);
  }
  return {
    rows: rows.length,
    cols,
    colStart: Uint32Array.from(colStart),
    rowIndex: Uint32Array.from(rowIndex),
    values: Float64Array.from(values),
  };
}

/** The upper triangle of a symmetric (n, n) matrix given in full, as programs hold it; none is 0. */
export function upperTriangle(p: Dense | undefined, n: number): SparseMatrix {
  const full = p ?? Array.from({ length: n }, () => new Array<number>(n).fill(0));
  return sparse(
    full.map((row, i) => row.map((value, j) => (i <= j ? value : 0))),
    n,
  );
}
