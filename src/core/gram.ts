import { dot, type Matrix, row, zeros } from './matrix.js';

/**
 * W W' - I of a weight (outputs, rest), or W' W - I where there are more outputs than columns, so that it can be 0: no
 * more than `rest` filters are orthonormal.
 */
export function gramDeviation(weight: Matrix): Matrix {
  const wide = weight.rows <= weight.cols ? weight : transposed(weight);
  const gram = zeros(wide.rows, wide.rows);
  for (let i = 0; i < wide.rows; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = dot(row(wide, i), row(wide, j)) - (i === j ? 1 : 0);
      gram.data[i * wide.rows + j] = entry;
      gram.data[j * wide.rows + i] = entry;
    }
  }
  return gram;
}

/** The largest size of an entry. */
export function largestEntry({ data }: Matrix): number {
  return data.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}

function transposed({ rows, cols, data }: Matrix): Matrix {
  const result = zeros(cols, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) result.data[j * rows + i] = data[i * cols + j]!;
  return result;
}
