import type { DenseKernels } from '../../kernels/dense-kernels.js';
import type { CoupledNeurons } from './coupled-neurons.js';
import type { SoftNeuronBlocks } from './neuron-blocks.js';
import type { SoftInteriorProgram } from './program.js';
import type { SampleBlocks } from './sample-blocks.js';

/** Relative errors of a factor's diagonal, for each of its rows. */
const rounding = 8 * Number.EPSILON;

/**
 * The inverse of the coupled system but for how the deviations of the slopes from their means couple the neurons of
 * different patterns. With the mean l_ij of lambda_ik over k by the weights del_kj,
 *
 *   sum_k del_kj lambda_ik lambda_mk = (sum_k del_kj) l_ij l_mj + sum_k del_kj (lambda_ik - l_ij)(lambda_mk - l_mj):
 *
 * the first part is of rank one per column, and of the second what is kept is that of v and w of one pattern: where
 * these move alike the slopes hardly do, so apart they would seem far stiffer than they are. By Woodbury's formula: one
 * factor of order 2 width a pattern, one of the order of the loss rows and the attacked columns. Undefined where rounding
 * has made a factor fail.
 */
export function pairedPreconditioner(
  program: SoftInteriorProgram,
  kernels: DenseKernels,
  neurons: SoftNeuronBlocks,
  samples: SampleBlocks,
  { images, collect }: CoupledNeurons,
): ((v: Float64Array) => Float64Array) | undefined {
  const { n, attacked, neurons: N, width } = program;
  const { sides, root } = samples;
  const P = N / 2;
  const wide = 2 * width;
  const order = sides * n + attacked;
  const means = meanSlopes(program, kernels, samples);
  const factors = new Float64Array(P * wide * wide);
  const factorOf = (i: number) => factors.subarray(i * wide * wide, (i + 1) * wide * wide);
  const coupling = new Float64Array(order * order);
  const share = new Float64Array(order * order);
  const rows = new Float64Array(order * wide);
  for (let i = 0; i < P; i++) {
    const own = factorOf(i);
    setBlocks(own, i, program, neurons, samples, means);
    // A cone's scaling leaves one direction so little that rounding may take it below zero.
    for (let j = 0; j < wide; j++) own[j * wide + j]! *= 1 + rounding * wide;
    if (!kernels.cholesky(own, wide)) return undefined;
    rows.fill(0);
    addLossRows(rows, i, 0, program, neurons, samples);
    addLossRows(rows, P + i, width, program, neurons, samples);
    for (let j = 0; j < attacked; j++) {
      const row = (sides * n + j) * wide;
      rows[row + j] = means.onColumns[i * attacked + j]!;
      rows[row + width + j] = means.onColumns[(P + i) * attacked + j]!;
    }
    kernels.solveRows(own, rows, wide, order);
    kernels.gramOfRows(share, rows, order, wide);
    for (let r = 0; r < order; r++)
      for (let c = r * order; c <= r * order + r; c++) coupling[c]! += share[c]!;
  }
  for (let r = 0; r < order; r++) coupling[r * order + r]! += 1;
  if (!kernels.cholesky(coupling, order)) return undefined;

  const solve = (l: Float64Array, b: Float64Array, size: number) => {
    kernels.solveRows(l, b, size, 1);
    kernels.solveRowsTransposed(l, b, size, 1);
  };
  const pair = new Float64Array(wide);
  const solvePairs = (v: Float64Array) => {
    for (let i = 0; i < P; i++) {
      const [ofV, ofW] = [i, P + i].map((at) => v.subarray(at * width, (at + 1) * width)) as [
        Float64Array,
        Float64Array,
      ];
      pair.set(ofV);
      pair.set(ofW, width);
      solve(factorOf(i), pair, wide);
      ofV.set(pair.subarray(0, width));
      ofW.set(pair.subarray(width));
    }
    return v;
  };
  return (v) => {
    const result = solvePairs(v.slice());
    const image = images(result);
    const y = new Float64Array(order);
    for (let k = 0; k < n; k++) {
      y[k] = root[0][k]! * image[2 * k]! + (sides === 2 ? root[1][k]! * image[2 * k + 1]! : 0);
      if (sides === 2) y[n + k] = root[2][k]! * image[2 * k + 1]!;
    }
    for (let i = 0; i < N; i++)
      for (let j = 0; j < attacked; j++)
        y[sides * n + j]! += means.onColumns[i * attacked + j]! * result[i * width + j]!;
    solve(coupling, y, order);
    for (let k = 0; k < n; k++) {
      image[2 * k] = root[0][k]! * y[k]!;
      image[2 * k + 1] = sides === 2 ? root[1][k]! * y[k]! + root[2][k]! * y[n + k]! : 0;
    }
    const back = collect(image);
    for (let i = 0; i < N; i++)
      for (let j = 0; j < attacked; j++)
        back[i * width + j]! += means.onColumns[i * attacked + j]! * y[sides * n + j]!;
    solvePairs(back);
    for (let at = 0; at < result.length; at++) result[at]! -= back[at]!;
    return result;
  };
}

interface MeanSlopes {
  /** l_ij (N, attacked). */
  readonly mean: Float64Array;
  /** sqrt(sum_k del_kj) sigma_i l_ij: the row of a column, as neuron i sees it (N, attacked). */
  readonly onColumns: Float64Array;
}

function meanSlopes(
  { n, attacked, neurons: N, slopes }: SoftInteriorProgram,
  kernels: DenseKernels,
  { diagonal }: SampleBlocks,
): MeanSlopes {
  const mass = new Float64Array(attacked);
  for (let at = 0; at < diagonal.length; at++) mass[at % attacked]! += diagonal[at]!;
  const mean = new Float64Array(N * attacked);
  kernels.product(mean, slopes, diagonal, { rows: N, cols: attacked, inner: n });
  for (let at = 0; at < mean.length; at++) mean[at]! /= mass[at % attacked]!;
  const half = (N * attacked) / 2;
  const onColumns = mean.map((value, at) => (at < half ? 1 : -1) * Math.sqrt(mass[at % attacked]!) * value);
  return { mean, onColumns };
}

/** The block of one pattern's v and w: H of both, and what their slopes' deviations leave on the attacked columns. */
function setBlocks(
  own: Float64Array,
  i: number,
  { n, attacked, neurons: N, width, slopes }: SoftInteriorProgram,
  { hessian }: SoftNeuronBlocks,
  { diagonal }: SampleBlocks,
  { mean }: MeanSlopes,
): void {
  const wide = 2 * width;
  const partner = N / 2 + i;
  for (let r = 0; r < width; r++) {
    const row = (neuron: number) =>
      hessian.subarray((neuron * width + r) * width, (neuron * width + r + 1) * width);
    own.set(row(i), r * wide);
    own.set(row(partner), (width + r) * wide + width);
  }
  for (let k = 0; k < n; k++) {
    const [ofV, ofW] = [slopes[i * n + k]!, slopes[partner * n + k]!];
    for (let j = 0; j < attacked; j++) {
      const weight = diagonal[k * attacked + j]!;
      const v = ofV - mean[i * attacked + j]!;
      const w = ofW - mean[partner * attacked + j]!;
      own[j * wide + j]! += weight * v * v;
      own[(width + j) * wide + j]! -= weight * v * w;
      own[(width + j) * wide + width + j]! += weight * w * w;
    }
  }
}

/** Adds to `rows` (.., 2 width) the rows of L'C, L L' = R^-1, as neuron i sees them, its entries from `from` on. */
function addLossRows(
  rows: Float64Array,
  i: number,
  from: number,
  { n, d, attacked, width, x, signedSlopes, pairs, loss }: SoftInteriorProgram,
  { bent }: SoftNeuronBlocks,
  { sides, tau, rho, bend, root: [l11, l21, l22] }: SampleBlocks,
): void {
  const wide = 2 * width;
  const addSlope = (row: number, k: number, factor: number, slope: number) => {
    const s = signedSlopes[i * n + k]! * factor;
    const at = row * wide + from;
    for (let j = 0; j < d; j++) rows[at + j]! += s * (slope * x[k * width + j]! - bend[k * width + j]!);
  };
  for (let k = 0; k < n; k++) {
    if (signedSlopes[i * n + k] === 0) continue;
    addSlope(k, k, l11[k]!, loss.slope1[k]!);
    if (sides === 1) continue;
    addSlope(k, k, l21[k]!, loss.slope2[k]!);
    addSlope(n + k, k, l22[k]!, loss.slope2[k]!);
  }
  const addExcess = (row: number, k: number, factor: number, of: number) => {
    const at = row * wide + from;
    const [onX, onReach] = [factor * tau[of]!, factor * rho[of]!];
    for (let j = 0; j < d; j++) rows[at + j]! -= onX * x[k * width + j]!;
    for (let j = 0; j < attacked; j++) rows[at + j]! -= onReach * bent[i * attacked + j]!;
    if (attacked > 0) rows[at + d]! -= onReach;
  };
  const counted = pairs.lossRow(i);
  let of = pairs.start(i);
  for (const k of pairs.samples(i)) {
    addExcess(k, k, counted === 0 ? l11[k]! : l21[k]!, of);
    if (counted === 1) addExcess(n + k, k, l22[k]!, of);
    of++;
  }
}
