import { dot } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { addOuter, condenser } from './condensed-hessian.js';
import type { ConeScaling } from './cone-scaling.js';
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
 * H_i is what p leaves of the neuron's rows, with weights z/s, plus the cone's scaling (w, eta) without t:
 *
 *   I/eta^2 - 2 w1 w1' / (eta^2 (1 + 2 |w1|^2)).
 *
 * Undefined where rounding has made a block indefinite.
 */
export function neuronBlocks(
  program: InteriorProgram,
  kernels: DenseKernels,
  weights: Rows,
  cone: ConeScaling,
): NeuronBlocks | undefined {
  const { n, d, attacked, patterns: P, signs } = program;
  const N = 2 * P;
  const hessian = new Float64Array(N * d * d);
  const pull = new Float64Array(N * d);
  const [sum, difference] = [new Float64Array(N * attacked), new Float64Array(N * attacked)];
  const [mass, spread] = [new Float64Array(N), new Float64Array(N)];
  const condense = condenser(program, kernels);
  for (let i = 0; i < N; i++) {
    const of = (a: Float64Array, width: number, at = i) => a.subarray(at * width, (at + 1) * width);
    const h = of(hessian, d * d);
    const own = condense(
      {
        sign: of(signs, n, i % P),
        cone: of(weights.c, n),
        minus: of(weights.pMinus, attacked),
        plus: of(weights.pPlus, attacked),
      },
      h,
    );
    const w = of(cone.w1, d);
    const inverse = 1 / cone.eta[i]! ** 2;
    addOuter(h, d, w, (-2 * inverse) / (1 + 2 * dot(w, w)));
    for (let j = 0; j < d; j++) h[j * d + j]! += inverse;
    mirror(h, d);
    of(pull, d).set(own.pull);
    of(sum, attacked).set(own.sum);
    of(difference, attacked).set(own.difference);
    mass[i] = own.mass;
    spread[i] = own.spread;
  }

  const sumFactor = new Float64Array(P * d * d);
  const parallel = new Float64Array(P * d * d);
  const [left, right] = [new Float64Array(d * d), new Float64Array(d * d)];
  for (let i = 0; i < P; i++) {
    const block = (a: Float64Array, of: number) => a.subarray(of * d * d, (of + 1) * d * d);
    const [v, w, l] = [block(hessian, i), block(hessian, P + i), block(sumFactor, i)];
    for (let at = 0; at < l.length; at++) l[at] = v[at]! + w[at]!;
    if (!kernels.cholesky(l, d)) return undefined;
    left.set(v);
    right.set(w);
    kernels.solveRows(l, left, d, d);
    kernels.solveRows(l, right, d, d);
    const s = block(parallel, i);
    kernels.product(s, left, right, { rows: d, cols: d, inner: d, transposeB: true });
    symmetrise(s, d);
  }
  return { hessian, sumFactor, parallel, sum, difference, mass, pull, spread };
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
