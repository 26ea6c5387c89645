import type { ModelData, RowData } from 'highs';
import type { InequalityRow, PolyhedralProgram } from '../polyhedral.js';

/** The program as HiGHS takes it: free variables and rows rowLower <= Ax <= b. */
export function highsModel({ q, a, b, zero }: PolyhedralProgram, infinity: number): ModelData {
  return {
    numCols: a.cols,
    numRows: a.rows,
    colCost: q,
    colLower: new Float64Array(a.cols).fill(-infinity),
    colUpper: new Float64Array(a.cols).fill(infinity),
    rowLower: b.map((value, r) => (r < zero ? value : -infinity)),
    rowUpper: b,
    matrix: {
      format: 'csc',
      numRows: a.rows,
      numCols: a.cols,
      starts: Int32Array.from(a.colStart),
      indices: Int32Array.from(a.rowIndex),
      values: a.values,
    },
  };
}

/** New rows below those of the model. */
export function highsRows(
  rows: readonly InequalityRow[],
  columns: number,
  infinity: number,
): Omit<RowData, 'count'> {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    starts[r + 1] = starts[r]! + row.columns.length;
  });
  return {
    lower: new Float64Array(rows.length).fill(-infinity),
    upper: Float64Array.from(rows, ({ bound }) => bound),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: columns,
      starts,
      indices: Int32Array.from(rows.flatMap((row) => row.columns)),
      values: Float64Array.from(rows.flatMap((row) => row.values)),
    },
  };
}
