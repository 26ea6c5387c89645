import { type Matrix, row, zeros } from '../../core/matrix.js';

/** A singular value with the unit vector g (columns,) that A stretches by it. */
export interface SingularPair {
  readonly value: number;
  readonly right: Float64Array;
}

const sweeps = 30;
/** Off-diagonal entries below this share of the trace are left: Gershgorin's discs pay for them. */
const negligible = 1e-17;

/**
 * Singular values of A (d, K) with their right vectors, the largest first, from the eigenvalues of A'A by cyclic Jacobi
 * rotations. The first value is an upper bound on the spectral norm up to rounding: each diagonal entry is enlarged by
 * the off-diagonal rest of its row (Gershgorin).
 */
export function singularPairs(a: Matrix): SingularPair[] {
  const size = a.cols;
  const s = gram(a);
  const vectors = zeros(size, size);
  for (let i = 0; i < size; i++) vectors.data[i * size + i] = 1;
  const trace = Array.from({ length: size }, (_, i) => s.data[i * size + i]!).reduce((sum, v) => sum + v, 0);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(s.data[p * size + q]!) <= negligible * trace) continue;
        rotate(s, vectors, p, q);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return Array.from({ length: size }, (_, i) => {
    const around = row(s, i).reduce((sum, value, j) => sum + (j === i ? 0 : Math.abs(value)), 0);
    const value = Math.sqrt(Math.max(0, s.data[i * size + i]! + around));
    return { value, right: row(vectors, i).slice() };
  }).sort((one, other) => other.value - one.value);
}

/** A'A. */
function gram(a: Matrix): Matrix {
  const s = zeros(a.cols, a.cols);
  for (let i = 0; i < a.rows; i++) {
    const entries = row(a, i);
    for (let p = 0; p < a.cols; p++) {
      for (let q = 0; q < a.cols; q++) s.data[p * a.cols + q]! += entries[p]! * entries[q]!;
    }
  }
  return s;
}

/** One Jacobi rotation that makes s_pq zero; the rows of `vectors` follow. Golub and Van Loan, section 8.5. */
function rotate(s: Matrix, vectors: Matrix, p: number, q: number): void {
  const n = s.cols;
  const d = s.data;
  const theta = (d[q * n + q]! - d[p * n + p]!) / (2 * d[p * n + q]!);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const sine = t * c;
  for (let k = 0; k < n; k++) {
    const kp = d[k * n + p]!;
    const kq = d[k * n + q]!;
    d[k * n + p] = c * kp - sine * kq;
    d[k * n + q] = sine * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = d[p * n + k]!;
    const qk = d[q * n + k]!;
    d[p * n + k] = c * pk - sine * qk;
    d[q * n + k] = sine * pk + c * qk;
    const vp = vectors.data[p * n + k]!;
    const vq = vectors.data[q * n + k]!;
    vectors.data[p * n + k] = c * vp - sine * vq;
    vectors.data[q * n + k] = sine * vp + c * vq;
  }
}
