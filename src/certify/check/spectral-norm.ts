import { type Matrix, row, zeros } from '../../core/matrix.js';

const bisections = 60;
const accuracy = 1e-13;

/**
 * The spectral norm of A (d, K) from above: the root of the least t found for which t I - A'A has a Cholesky
 * factorisation, by bisection between the largest diagonal entry of A'A and its trace.
 */
export function spectralNorm(a: Matrix): number {
  const s = zeros(a.cols, a.cols);
  for (let i = 0; i < a.rows; i++) {
    const entries = row(a, i);
    entries.forEach((value, p) => {
      for (let q = 0; q <= p; q++) s.data[p * a.cols + q]! += value * entries[q]!;
    });
  }
  const diagonal = Array.from({ length: a.cols }, (_, i) => s.data[i * a.cols + i]!);
  let low = Math.max(0, ...diagonal);
  let high = diagonal.reduce((sum, value) => sum + value, 0) * (1 + accuracy);
  for (let i = 0; i < bisections && high - low > accuracy * high; i++) {
    const middle = (low + high) / 2;
    if (isPositiveDefinite(s, middle)) high = middle;
    else low = middle;
  }
  return Math.sqrt(high);
}

/** Whether t I - S has a Cholesky factorisation; S by its lower triangle. */
function isPositiveDefinite(s: Matrix, t: number): boolean {
  const n = s.rows;
  const factor = zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = (i === j ? t : 0) - s.data[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= factor.data[i * n + k]! * factor.data[j * n + k]!;
      if (i > j) factor.data[i * n + j] = rest / factor.data[j * n + j]!;
      else if (rest <= 0) return false;
      else factor.data[i * n + i] = Math.sqrt(rest);
    }
  }
  return true;
}
