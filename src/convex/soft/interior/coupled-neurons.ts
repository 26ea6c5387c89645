import { timesMatrix } from '../../kernels/triangular.js';
import type { NeuronMaps } from './maps.js';
import { pullReaches, reachesOf, type SoftNeuronBlocks } from './neuron-blocks.js';
import type { SoftInteriorProgram } from './program.js';
import { lossImages, type SampleBlocks, solveSamples } from './sample-blocks.js';

/**
 * Of neurons (u, alpha) (N, width): blockdiag(H_i) + per sample k: sum_ij sigma_i sigma_j lambda_ik lambda_jk diag(del_k) + C' R^-1 C, which nobody forms: a
 * product takes four matrix products of n N width multiply-adds.
 */
export interface CoupledNeurons {
  multiply(v: Float64Array): Float64Array;
  /** C' y (N, width) for y (n, 2), with coefficients of x . u (N, n) and pulls on the slopes (n, width) added; both are used up. */
  collect(y: Float64Array, coefficients?: Float64Array, pull?: Float64Array): Float64Array;
  /** C (u, alpha) (n, 2). */
  images(v: Float64Array): Float64Array;
}

export function coupledNeurons(
  program: SoftInteriorProgram,
  maps: NeuronMaps,
  neurons: SoftNeuronBlocks,
  samples: SampleBlocks,
): CoupledNeurons {
  const { n, attacked, neurons: N, width, x, pairs, loss } = program;
  const { tau, rho, diagonal, bend } = samples;
  const block = (a: Float64Array, i: number) => a.subarray(i * width * width, (i + 1) * width * width);
  const part = (a: Float64Array, i: number) => a.subarray(i * width, (i + 1) * width);

  const collect: CoupledNeurons['collect'] = (
    y,
    coefficients = new Float64Array(N * n),
    pull = new Float64Array(n * width),
  ) => {
    for (let k = 0; k < n; k++) {
      const along = loss.slope1[k]! * y[2 * k]! + loss.slope2[k]! * y[2 * k + 1]!;
      const across = y[2 * k]! + loss.reach2 * y[2 * k + 1]!;
      for (let j = k * width; j < (k + 1) * width; j++) pull[j]! += along * x[j]! - across * bend[j]!;
    }
    const reaches = new Float64Array(N);
    for (let i = 0; i < N; i++) {
      const row = pairs.lossRow(i);
      let at = pairs.start(i);
      for (const k of pairs.samples(i)) {
        coefficients[i * n + k]! -= tau[at]! * y[2 * k + row]!;
        reaches[i]! -= rho[at]! * y[2 * k + row]!;
        at++;
      }
    }
    const result = maps.collect(coefficients, pull);
    pullReaches(program, neurons, result, reaches);
    return result;
  };

  const images = (v: Float64Array) =>
    lossImages(program, samples, maps.activations(v), reachesOf(program, neurons, v), maps.slopes(v));

  return {
    collect,
    images,

    multiply(v) {
      const g = maps.slopes(v);
      const reaches = reachesOf(program, neurons, v);
      const y = solveSamples(samples, lossImages(program, samples, maps.activations(v), reaches, g));
      // The slopes are not needed any more: what del makes of them is a pull.
      for (let k = 0; k < n; k++)
        for (let j = 0; j < width; j++) g[k * width + j]! *= j < attacked ? diagonal[k * attacked + j]! : 0;
      const result = collect(y, undefined, g);
      for (let i = 0; i < N; i++) {
        const own = timesMatrix(block(neurons.hessian, i), part(v, i), width);
        for (let j = 0; j < width; j++) result[i * width + j]! += own[j]!;
      }
      return result;
    },
  };
}
