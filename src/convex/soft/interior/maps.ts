import type { DenseKernels } from '../../kernels/dense-kernels.js';
import type { SoftInteriorProgram } from './program.js';

/** The two products with neurons that everything is made of, and their transposes. Neurons are (N, width). */
export interface NeuronMaps {
  /** x_k . u_i (N, n). */
  activations(neurons: Float64Array): Float64Array;
  /** g_k = sum_i sigma_i lambda_ik u_i (n, width). */
  slopes(neurons: Float64Array): Float64Array;
  /** sum_k c_ik x_k + sum_k sigma_i lambda_ik pull_k (N, width) for coefficients c (N, n) and pulls (n, width). */
  collect(coefficients: Float64Array, pull: Float64Array): Float64Array;
}

export function neuronMaps(
  { n, neurons: N, width, x, signedSlopes }: SoftInteriorProgram,
  kernels: DenseKernels,
): NeuronMaps {
  return {
    activations(neurons) {
      const result = new Float64Array(N * n);
      kernels.product(result, neurons, x, { rows: N, cols: n, inner: width, transposeB: true });
      return result;
    },
    slopes(neurons) {
      const result = new Float64Array(n * width);
      kernels.product(result, signedSlopes, neurons, { rows: n, cols: width, inner: N, transposeA: true });
      return result;
    },
    collect(coefficients, pull) {
      const result = new Float64Array(N * width);
      const more = new Float64Array(N * width);
      kernels.product(result, coefficients, x, { rows: N, cols: width, inner: n });
      kernels.product(more, signedSlopes, pull, { rows: N, cols: width, inner: n });
      for (let at = 0; at < result.length; at++) result[at]! += more[at]!;
      return result;
    },
  };
}

/** Neurons (N, d) in rows of `width`, zeros where a reach would be. */
export function padded({ d, neurons: N, width }: SoftInteriorProgram, u: Float64Array): Float64Array {
  const result = new Float64Array(N * width);
  for (let i = 0; i < N; i++) result.set(u.subarray(i * d, (i + 1) * d), i * width);
  return result;
}
