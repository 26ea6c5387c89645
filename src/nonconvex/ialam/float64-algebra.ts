import { type Matrix, zeros } from '../../core/matrix.js';
import type { Algebra } from './algebra.js';
import { minimizeEntries } from './separable.js';

/** Plain loops over float64 matrices: the reference that the tensors are compared with. */
export const float64Algebra: Algebra<Matrix> = {
  epsilon: Number.EPSILON,
  matrix: (rows, cols, entries) => ({ rows, cols, data: Float64Array.from(entries) }),
  entries: ({ data }) => data,
  shape: ({ rows, cols }) => [rows, cols],

  product(a, b, transpose = {}) {
    const left = transpose.a ? transposed(a) : a;
    const right = transpose.b ? transposed(b) : b;
    const result = zeros(left.rows, right.cols);
    for (let i = 0; i < left.rows; i++)
      for (let k = 0; k < left.cols; k++) {
        const factor = left.data[i * left.cols + k]!;
        for (let j = 0; j < right.cols; j++)
          result.data[i * right.cols + j]! += factor * right.data[k * right.cols + j]!;
      }
    return result;
  },

  scale: (s, a) => ({ ...a, data: a.data.map((entry) => s * entry) }),
  combine: (s, a, t, b) => ({ ...a, data: a.data.map((entry, i) => s * entry + t * b.data[i]!) }),
  inner: (a, b) => a.data.reduce((sum, entry, i) => sum + entry * b.data[i]!, 0),
  addRow: (a, row) => ({ ...a, data: a.data.map((entry, i) => entry + row.data[i % a.cols]!) }),
  columnMeans: (a) => byColumn(a, (sum, entry) => sum + entry / a.rows),
  columnNorms: (a) => {
    const squares = byColumn(a, (sum, entry) => sum + entry ** 2);
    return { ...squares, data: squares.data.map(Math.sqrt) };
  },
  scaleColumns: (a, { data }) => ({ ...a, data: a.data.map((entry, i) => entry * data[i % a.cols]!) }),
  activate: (a, slope) => ({ ...a, data: a.data.map((entry) => Math.max(entry, slope * entry)) }),
  minimizeEntries(qv, qu, entry) {
    const { v, u } = minimizeEntries(qv.data, qu.data, entry);
    return { v: { ...qv, data: v }, u: { ...qv, data: u } };
  },
  scope: (work) => work(),
};

function transposed({ rows, cols, data }: Matrix): Matrix {
  const result = zeros(cols, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) result.data[j * rows + i] = data[i * cols + j]!;
  return result;
}

function byColumn({ cols, data }: Matrix, add: (sum: number, entry: number) => number): Matrix {
  const sums = zeros(1, cols);
  data.forEach((entry, i) => {
    sums.data[i % cols] = add(sums.data[i % cols]!, entry);
  });
  return sums;
}
