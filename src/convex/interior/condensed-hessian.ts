import { addScaled } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import type { InteriorProgram } from './program.js';

/** Rows scaled at a time: they stay in the cache. */
const blockRows = 1024;

/** Weights of one neuron's rows: of the cone rows (n,), of p - u and of p + u (attacked,). */
export interface NeuronWeights {
  readonly sign: Float64Array;
  readonly cone: Float64Array;
  readonly minus: Float64Array;
  readonly plus: Float64Array;
}

/** What p leaves of one neuron's rows when it is eliminated, beside the Hessian. */
export interface Condensation {
  /** plus + minus and plus - minus. */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  /** gamma = sum_k C_k, b = sum_k C_k s_k x_k (d,; zero without attacked columns) and sum_j e_j^2 / sum_j. */
  readonly mass: number;
  readonly pull: Float64Array;
  readonly spread: number;
}

/** Eliminates p from one neuron's rows; the lower triangle of `hessian` (d, d) becomes what is left. */
export type Condense = (weights: NeuronWeights, hessian: Float64Array) => Condensation;

/**
 * With weights C, a1, a2, A = a1 + a2, B = a2 - a1, m = b / gamma, bet = e B / A:
 *
 *   sum_k C (s x - m)(s x - m)' + diag(4 a1 a2 / A) + (m + bet)(m + bet)' / (1/gamma + sum e^2/A).
 *
 * Neurons by the thousand come here one after the other, so that fresh arrays for the scaled rows would cost more than
 * scaling them.
 */
export function condenser(
  { n, d, attacked, xT, radii }: Pick<InteriorProgram, 'n' | 'd' | 'attacked' | 'xT' | 'radii'>,
  kernels: DenseKernels,
): Condense {
  const scaled = new Float64Array(d * Math.min(n, blockRows));
  const roots = new Float64Array(n);
  const part = new Float64Array(n > blockRows ? d * d : 0);

  /** Rows from .. from + count, less the mean, times the roots of their weights (d, count). */
  const scaleRows = (from: number, count: number, sign: Float64Array, mean: (j: number) => number) => {
    const block = scaled.subarray(0, d * count);
    for (let j = 0; j < d; j++) {
      const [to, at, shift] = [j * count, j * n + from, mean(j)];
      for (let k = 0; k < count; k++)
        block[to + k] = roots[from + k]! * (sign[from + k]! * xT[at + k]! - shift);
    }
    return block;
  };

  return ({ sign, cone, minus, plus }, hessian) => {
    const pull = new Float64Array(d);
    const sum = plus.map((value, j) => value + minus[j]!);
    const difference = plus.map((value, j) => value - minus[j]!);
    let [mass, spread] = [0, 0];
    for (let k = 0; k < n; k++) {
      mass += cone[k]!;
      roots[k] = Math.sqrt(cone[k]!);
    }
    for (let j = 0; j < attacked; j++) spread += radii[j]! ** 2 / sum[j]!;
    // Without p there is nothing to centre: the mean's part would only be taken out and put back.
    for (let j = 0; j < (attacked > 0 ? d : 0); j++) {
      let b = 0;
      for (let k = 0; k < n; k++) b += cone[k]! * sign[k]! * xT[j * n + k]!;
      pull[j] = b;
    }
    const mean = (j: number) => pull[j]! / mass;
    for (let from = 0; from < n; from += blockRows) {
      const count = Math.min(blockRows, n - from);
      const rows = scaleRows(from, count, sign, mean);
      kernels.gramOfRows(from === 0 ? hessian : part, rows, d, count);
      if (from > 0) addScaled(hessian, 1, part);
    }
    if (attacked === 0) return { sum, difference, mass, pull, spread };
    const shift = pull.map((b) => b / mass);
    for (let j = 0; j < attacked; j++) {
      shift[j]! += (radii[j]! * difference[j]!) / sum[j]!;
      hessian[j * d + j]! += (4 * minus[j]! * plus[j]!) / sum[j]!;
    }
    addOuter(hessian, d, shift, 1 / (1 / mass + spread));
    return { sum, difference, mass, pull, spread };
  };
}

/** Lower triangle of A += factor v v'. */
export function addOuter(a: Float64Array, d: number, v: Float64Array, factor: number): void {
  for (let i = 0; i < d; i++) {
    const scale = factor * v[i]!;
    for (let j = 0; j <= i; j++) a[i * d + j]! += scale * v[j]!;
  }
}
