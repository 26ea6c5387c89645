import { dot } from '../../core/matrix.js';
import type { ConeScaling } from './cone-scaling.js';
import type { DenseKernels } from './kernels/dense-kernels.js';
import { mirror } from './mirror.js';
import type { InteriorProgram } from './program.js';
import type { Rows } from './vectors.js';

/** What is left of each neuron when its p_i and t_i are eliminated, and each pattern's parallel sum. */
export interface NeuronBlocks {
  /** H_i of all N neurons (N, d, d). */
  readonly hessian: Float64Array;
  /** Cholesky factors of Hv + Hw (P, d, d), lower. */
  readonly sumFactor: Float64Array;
  /** S_i = Hv (Hv + Hw)^-1 Hw (P, d, d): what a change of v_i - w_i costs. */
  readonly parallel: Float64Array;
  /** Sums and differences of the weights of p + u and p - u (N, attacked). */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  /** gamma_i = sum_k C_ik and b_i = sum_k C_ik s_ik x_k (N, d): the cone rows as p_i sees them. */
  readonly mass: Float64Array;
  readonly pull: Float64Array;
  /** sum_j e_j^2 / sum_ij (N,). */
  readonly spread: Float64Array;
}

/**
 * With weights z/s of the rows: C of the cone rows, a1 and a2 of p -+ u, A = a1 + a2, B = a2 - a1,
 * m = b / gamma, bet = e B / A, and the cone's scaling (w, eta),
 *
 *   H = sum_k C (s x - m)(s x - m)' + diag(4 a1 a2 / A) + (m + bet)(m + bet)' / (1/gamma + sum e^2/A)
 *       + I/eta^2 - 2 w1 w1' / (eta^2 (1 + 2 |w1|^2)).
 *
 * Undefined where rounding has made a block indefinite.
 */
export function neuronBlocks(
  program: InteriorProgram,
  kernels: DenseKernels,
  weights: Rows,
  cone: ConeScaling,
): NeuronBlocks | undefined {
  const { n, d, attacked, patterns: P, xT, signs, radii } = program;
  const N = 2 * P;
  const hessian = new Float64Array(N * d * d);
  const difference = weights.pPlus.map((value, at) => value - weights.pMinus[at]!);
  const sum = weights.pPlus.map((value, at) => value + weights.pMinus[at]!);
  const mass = new Float64Array(N);
  const spread = new Float64Array(N);
  const signed = weights.c.slice();
  const scaled = new Float64Array(d * n);
  const roots = new Float64Array(n);
  for (let i = 0; i < N; i++) {
    for (let k = 0; k < n; k++) {
      mass[i]! += weights.c[i * n + k]!;
      signed[i * n + k]! *= signs[(i % P) * n + k]!;
    }
    for (let j = 0; j < attacked; j++) spread[i]! += radii[j]! ** 2 / sum[i * attacked + j]!;
  }
  const pull = new Float64Array(N * d);
  kernels.product(pull, signed, xT, { rows: N, cols: d, inner: n, transposeB: true });

  const shift = new Float64Array(d);
  for (let i = 0; i < N; i++) {
    const h = hessian.subarray(i * d * d, (i + 1) * d * d);
    const sign = signs.subarray((i % P) * n, ((i % P) + 1) * n);
    for (let k = 0; k < n; k++) roots[k] = Math.sqrt(weights.c[i * n + k]!);
    for (let j = 0; j < d; j++) {
      const mean = pull[i * d + j]! / mass[i]!;
      shift[j] = mean;
      for (let k = 0; k < n; k++) scaled[j * n + k] = roots[k]! * (sign[k]! * xT[j * n + k]! - mean);
    }
    kernels.gramOfRows(h, scaled, d, n);
    for (let j = 0; j < attacked; j++) {
      const at = i * attacked + j;
      shift[j]! += (radii[j]! * difference[at]!) / sum[at]!;
      h[j * d + j]! += (4 * weights.pMinus[at]! * weights.pPlus[at]!) / sum[at]!;
    }
    const w = cone.w1.subarray(i * d, (i + 1) * d);
    const inverse = 1 / cone.eta[i]! ** 2;
    addOuter(h, d, shift, 1 / (1 / mass[i]! + spread[i]!));
    addOuter(h, d, w, (-2 * inverse) / (1 + 2 * dot(w, w)));
    for (let j = 0; j < d; j++) h[j * d + j]! += inverse;
    mirror(h, d);
  }

  const sumFactor = new Float64Array(P * d * d);
  const parallel = new Float64Array(P * d * d);
  for (let i = 0; i < P; i++) {
    const block = (a: Float64Array, of: number) => a.subarray(of * d * d, (of + 1) * d * d);
    const [v, w, l] = [block(hessian, i), block(hessian, P + i), block(sumFactor, i)];
    for (let at = 0; at < l.length; at++) l[at] = v[at]! + w[at]!;
    if (!kernels.cholesky(l, d)) return undefined;
    const [left, right] = [v.slice(), w.slice()];
    kernels.solveRows(l, left, d, d);
    kernels.solveRows(l, right, d, d);
    const s = block(parallel, i);
    kernels.product(s, left, right, { rows: d, cols: d, inner: d, transposeB: true });
    symmetrise(s, d);
  }
  return { hessian, sumFactor, parallel, sum, difference, mass, pull, spread };
}

/** Lower triangle of A += factor v v'. */
function addOuter(a: Float64Array, d: number, v: Float64Array, factor: number): void {
  for (let i = 0; i < d; i++) {
    const scale = factor * v[i]!;
    for (let j = 0; j <= i; j++) a[i * d + j]! += scale * v[j]!;
  }
}

function symmetrise(a: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (a[i * d + j]! + a[j * d + i]!) / 2;
      a[i * d + j] = mean;
      a[j * d + i] = mean;
    }
  }
}
