import type { SparseMatrix } from '../../../plugins/conic-solver.js';

/** out := A x. */
export function multiply(a: SparseMatrix, x: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let j = 0; j < a.cols; j++) {
    const value = x[j]!;
    for (let k = a.colStart[j]!; k < a.colStart[j + 1]!; k++) out[a.rowIndex[k]!]! += a.values[k]! * value;
  }
}

/** out := A'y. */
export function multiplyTransposed(a: SparseMatrix, y: Float64Array, out: Float64Array): void {
  for (let j = 0; j < a.cols; j++) {
    let sum = 0;
    for (let k = a.colStart[j]!; k < a.colStart[j + 1]!; k++) sum += a.values[k]! * y[a.rowIndex[k]!]!;
    out[j] = sum;
  }
}

/** out := P x, for a symmetric P given by its upper triangle. */
export function multiplySymmetric(p: SparseMatrix, x: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let j = 0; j < p.cols; j++) {
    for (let k = p.colStart[j]!; k < p.colStart[j + 1]!; k++) {
      const i = p.rowIndex[k]!;
      out[i]! += p.values[k]! * x[j]!;
      if (i !== j) out[j]! += p.values[k]! * x[i]!;
    }
  }
}

/** max |v_i|; 0 for an empty vector, NaN if an entry is NaN. */
export function maxAbs(v: Float64Array): number {
  let max = 0;
  for (let i = 0; i < v.length; i++) {
    const size = Math.abs(v[i]!);
    if (!(size <= max)) max = size;
  }
  return max;
}
