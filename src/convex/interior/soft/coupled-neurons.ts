import type { DenseKernels } from '../../kernels/dense-kernels.js';
import { solveFactored, timesMatrix } from '../../kernels/triangular.js';
import type { NeuronMaps } from './maps.js';
import { pullReaches, reachesOf, type SoftNeuronBlocks } from './neuron-blocks.js';
import type { SoftInteriorProgram } from './program.js';
import { lossImages, type SampleBlocks, solveSamples } from './sample-blocks.js';

/** Neurons (u, alpha) (N, width) to the same. */
type Map = (v: Float64Array) => Float64Array;

/**
 * blockdiag(H_i) + per sample k: sum_ij sigma_i sigma_j lambda_ik lambda_jk diag(del_k) + C' R^-1 C, which nobody forms: a
 * product takes four matrix products of n N width multiply-adds.
 */
export interface CoupledNeurons {
  readonly multiply: Map;
  /** C' y (N, width) for y (n, 2), with coefficients of x . u (N, n) and pulls on the slopes (n, width) added. */
  collect(y: Float64Array, coefficients?: Float64Array, pull?: Float64Array): Float64Array;
  /** C (u, alpha) (n, 2). */
  images(v: Float64Array): Float64Array;
  /**
   * The inverse of all of it but for how the deviations of the slopes from their means couple different neurons. With the
   * mean l_ij of lambda_ik over k by the weights del_kj,
   *
   *   sum_k del_kj lambda_ik lambda_mk = (sum_k del_kj) l_ij l_mj + sum_k del_kj (lambda_ik - l_ij)(lambda_mk - l_mj):
   *
   * the first part is of rank one per column, and of the second only m = i is kept, in B_i. By Woodbury's formula: one
   * factor of the order of the loss rows and the attacked columns. Undefined where rounding has made a factor fail.
   */
  preconditioner(): Map | undefined;
}

/** Relative errors of a factor's diagonal, for each of its rows. */
const rounding = 8 * Number.EPSILON;

export function coupledNeurons(
  program: SoftInteriorProgram,
  kernels: DenseKernels,
  maps: NeuronMaps,
  neurons: SoftNeuronBlocks,
  samples: SampleBlocks,
): CoupledNeurons {
  const { n, d, attacked, neurons: N, width, x, slopes, signedSlopes, pairs, loss } = program;
  const { sides, tau, rho, diagonal, bend, root } = samples;
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

    preconditioner() {
      const P = N / 2;
      const wide = 2 * width;
      const order = sides * n + attacked;
      const mass = new Float64Array(attacked);
      for (let at = 0; at < diagonal.length; at++) mass[at % attacked]! += diagonal[at]!;
      const means = new Float64Array(N * attacked);
      kernels.product(means, slopes, diagonal, { rows: N, cols: attacked, inner: n });
      for (let at = 0; at < means.length; at++) means[at]! /= mass[at % attacked]!;

      const factors = new Float64Array(P * wide * wide);
      const coupling = new Float64Array(order * order);
      const share = new Float64Array(order * order);
      const rows = new Float64Array(order * wide);
      /** Rows of L'C, L L' = R^-1, and those of the means, that neuron i sees; its entries begin at `from`. */
      const addRows = (i: number, from: number) => {
        const add = (row: number, k: number, factor: number, side: 0 | 1) => {
          const s = signedSlopes[i * n + k]! * factor;
          const slope = side === 0 ? loss.slope1[k]! : loss.slope2[k]!;
          const at = row * wide + from;
          for (let j = 0; j < d; j++) rows[at + j]! += s * (slope * x[k * width + j]! - bend[k * width + j]!);
        };
        for (let k = 0; k < n; k++) {
          if (signedSlopes[i * n + k] === 0) continue;
          add(k, k, root[0][k]!, 0);
          if (sides === 1) continue;
          add(k, k, root[1][k]!, 1);
          add(n + k, k, root[2][k]!, 1);
        }
        const addExcess = (row: number, k: number, factor: number, of: number) => {
          const at = row * wide + from;
          const [onX, onReach] = [factor * tau[of]!, factor * rho[of]!];
          for (let j = 0; j < d; j++) rows[at + j]! -= onX * x[k * width + j]!;
          for (let j = 0; j < attacked; j++) rows[at + j]! -= onReach * neurons.bent[i * attacked + j]!;
          if (attacked > 0) rows[at + d]! -= onReach;
        };
        const counted = pairs.lossRow(i);
        let of = pairs.start(i);
        for (const k of pairs.samples(i)) {
          addExcess(k, k, counted === 0 ? root[0][k]! : root[1][k]!, of);
          if (counted === 1) addExcess(n + k, k, root[2][k]!, of);
          of++;
        }
        const sign = i < P ? 1 : -1;
        for (let j = 0; j < attacked; j++)
          rows[(sides * n + j) * wide + from + j] = sign * Math.sqrt(mass[j]!) * means[i * attacked + j]!;
      };
      for (let i = 0; i < P; i++) {
        const own = factors.subarray(i * wide * wide, (i + 1) * wide * wide);
        const [v, w] = [block(neurons.hessian, i), block(neurons.hessian, P + i)];
        for (let r = 0; r < width; r++) {
          own.set(v.subarray(r * width, (r + 1) * width), r * wide);
          own.set(w.subarray(r * width, (r + 1) * width), (width + r) * wide + width);
        }
        for (let k = 0; k < n; k++) {
          const [ofV, ofW] = [slopes[i * n + k]!, slopes[(P + i) * n + k]!];
          for (let j = 0; j < attacked; j++) {
            const weight = diagonal[k * attacked + j]!;
            const a = ofV - means[i * attacked + j]!;
            const b = ofW - means[(P + i) * attacked + j]!;
            own[j * wide + j]! += weight * a * a;
            own[(width + j) * wide + j]! -= weight * a * b;
            own[(width + j) * wide + width + j]! += weight * b * b;
          }
        }
        // A cone's scaling leaves one direction so little that rounding may take it below zero.
        for (let j = 0; j < wide; j++) own[j * wide + j]! *= 1 + rounding * wide;
        if (!kernels.cholesky(own, wide)) return undefined;
        rows.fill(0);
        addRows(i, 0);
        addRows(P + i, width);
        kernels.solveRows(own, rows, wide, order);
        kernels.gramOfRows(share, rows, order, wide);
        for (let r = 0; r < order; r++)
          for (let c = r * order; c <= r * order + r; c++) coupling[c]! += share[c]!;
      }
      for (let r = 0; r < order; r++) coupling[r * order + r]! += 1;
      if (!kernels.cholesky(coupling, order)) return undefined;

      const both = new Float64Array(wide);
      const solveBlocks = (v: Float64Array) => {
        for (let i = 0; i < P; i++) {
          both.set(part(v, i));
          both.set(part(v, P + i), width);
          solveFactored(factors.subarray(i * wide * wide, (i + 1) * wide * wide), both, wide);
          part(v, i).set(both.subarray(0, width));
          part(v, P + i).set(both.subarray(width));
        }
        return v;
      };
      const onMeans = (visit: (at: number, j: number, factor: number) => void) => {
        for (let i = 0; i < N; i++)
          for (let j = 0; j < attacked; j++)
            visit(
              i * width + j,
              sides * n + j,
              (i < P ? 1 : -1) * Math.sqrt(mass[j]!) * means[i * attacked + j]!,
            );
      };
      return (v) => {
        const result = solveBlocks(v.slice());
        const image = images(result);
        const y = new Float64Array(order);
        for (let k = 0; k < n; k++) {
          y[k] = root[0][k]! * image[2 * k]! + (sides === 2 ? root[1][k]! * image[2 * k + 1]! : 0);
          if (sides === 2) y[n + k] = root[2][k]! * image[2 * k + 1]!;
        }
        onMeans((at, row, factor) => {
          y[row]! += factor * result[at]!;
        });
        solveFactored(coupling, y, order);
        for (let k = 0; k < n; k++) {
          image[2 * k] = root[0][k]! * y[k]!;
          image[2 * k + 1] = sides === 2 ? root[1][k]! * y[k]! + root[2][k]! * y[n + k]! : 0;
        }
        const back = collect(image);
        onMeans((at, row, factor) => {
          back[at]! += factor * y[row]!;
        });
        solveBlocks(back);
        for (let at = 0; at < result.length; at++) result[at]! -= back[at]!;
        return result;
      };
    },
  };
}
