import type { Arithmetic } from '../splitting/arithmetic.js';

/**
 * (m + diag(shift))^-1 of a symmetric positive semidefinite matrix, by Cholesky in float64. A ridge as large as the
 * rounding in the entries of `m` keeps a singular matrix invertible: precision times the trace.
 */
export function inverse<M>(math: Arithmetic<M>, m: M, shift: (i: number) => number = () => 0): M {
  const [size] = math.shape(m);
  const entries = Float64Array.from(math.read(m));
  let trace = 0;
  for (let i = 0; i < size; i++) trace += entries[i * size + i]!;
  const ridge = Math.max(math.precision * trace, Number.MIN_VALUE);
  for (let i = 0; i < size; i++) entries[i * size + i]! += ridge + shift(i);
  return math.matrix(size, size, invertFactor(cholesky(entries, size), size));
}

/** Lower triangular C with C C' = m, row by row. */
function cholesky(m: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = m[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!;
      factor[i * size + j] = i === j ? Math.sqrt(sum) : sum / factor[j * size + j]!;
    }
  }
  return factor;
}

/** (C C')^-1 = B'B with B = C^-1, lower triangular. */
function invertFactor(factor: Float64Array, size: number): Float64Array {
  const b = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    b[i * size + i] = 1 / factor[i * size + i]!;
    for (let k = 0; k < i; k++) {
      const scale = factor[i * size + k]! / factor[i * size + i]!;
      for (let j = 0; j <= k; j++) b[i * size + j]! -= scale * b[k * size + j]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const left = b[k * size + i]!;
      for (let j = 0; j <= k; j++) inverse[i * size + j]! += left * b[k * size + j]!;
    }
  }
  return inverse;
}
