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

/** What p leaves of one neuron's rows when it is eliminated. */
export interface Condensation {
  /** Lower triangle (d, d). */
  readonly hessian: Float64Array;
  /** plus + minus and plus - minus. */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  /** gamma = sum_k C_k, b = sum_k C_k s_k x_k (d,; zero without attacked columns) and sum_j e_j^2 / sum_j. */
  readonly mass: number;
  readonly pull: Float64Array;
  readonly spread: number;
}

/**
 * With weights C, a1, a2, A = a1 + a2, B = a2 - a1, m = b / gamma, bet = e B / A:
 *
 *   sum_k C (s x - m)(s x - m)' + diag(4 a1 a2 / A) + (m + bet)(m + bet)' / (1/gamma + sum e^2/A).
 */
export function condensedHessian(
  { n, d, attacked, xT, radii }: Pick<InteriorProgram, 'n' | 'd' | 'attacked' | 'xT' | 'radii'>,
  kernels: DenseKernels,
  { sign, cone, minus, plus }: NeuronWeights,
): Condensation {
  const hessian = new Float64Array(d * d);
  const pull = new Float64Array(d);
  const roots = cone.map(Math.sqrt);
  const sum = plus.map((value, j) => value + minus[j]!);
  const difference = plus.map((value, j) => value - minus[j]!);
  let [mass, spread] = [0, 0];
  for (let k = 0; k < n; k++) mass += cone[k]!;
  for (let j = 0; j < attacked; j++) spread += radii[j]! ** 2 / sum[j]!;
  // Without p there is nothing to centre: the mean's part would only be taken out and put back.
  for (let j = 0; j < (attacked > 0 ? d : 0); j++) {
    let b = 0;
    for (let k = 0; k < n; k++) b += cone[k]! * sign[k]! * xT[j * n + k]!;
    pull[j] = b;
  }
  const part = new Float64Array(d * d);
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    const scaled = new Float64Array(d * count);
    for (let j = 0; j < d; j++) {
      const mean = pull[j]! / mass;
      const at = j * n + from;
      for (let k = 0; k < count; k++) {
        scaled[j * count + k] = roots[from + k]! * (sign[from + k]! * xT[at + k]! - mean);
      }
    }
    kernels.gramOfRows(part, scaled, d, count);
    addScaled(hessian, 1, part);
  }
  if (attacked === 0) return { hessian, sum, difference, mass, pull, spread };
  const shift = pull.map((b) => b / mass);
  for (let j = 0; j < attacked; j++) {
    shift[j]! += (radii[j]! * difference[j]!) / sum[j]!;
    hessian[j * d + j]! += (4 * minus[j]! * plus[j]!) / sum[j]!;
  }
  addOuter(hessian, d, shift, 1 / (1 / mass + spread));
  return { hessian, sum, difference, mass, pull, spread };
}

/** Lower triangle of A += factor v v'. */
export function addOuter(a: Float64Array, d: number, v: Float64Array, factor: number): void {
  for (let i = 0; i < d; i++) {
    const scale = factor * v[i]!;
    for (let j = 0; j <= i; j++) a[i * d + j]! += scale * v[j]!;
  }
}
