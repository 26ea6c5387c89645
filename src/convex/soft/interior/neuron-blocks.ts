import { dot } from '../../../core/matrix.js';
import { addOuter } from '../../interior/condensed-hessian.js';
import type { ConeScaling } from '../../interior/cone-scaling.js';
import { mirror } from '../../interior/mirror.js';
import type { DenseKernels } from '../../kernels/dense-kernels.js';
import type { SoftInteriorProgram } from './program.js';
import type { SampleBlocks } from './sample-blocks.js';
import type { SoftRows } from './vectors.js';

/**
 * What is left of each neuron when its p_i and t_i are eliminated, its samples apart. Its reach is a_i = bent_i . u_i +
 * alpha_i with bent_j = e_j (a1 - a2)/(a1 + a2): where all bounds p are tight, alpha is next to nothing, and (u, alpha)
 * in place of (u, a) keeps what is left of it exact.
 */
export interface SoftNeuronBlocks {
  /**
   * H_i (N, width, width): over its pairs sum_k kappa f f', f = (x + (1 - 2 lambda) bent, 1 - 2 lambda), from p
   * diag(4 a1 a2/(a1 + a2), 1/spread), and the cone's scaling without t, I/eta^2 - 2 w1 w1'/(eta^2 (1 + 2 |w1|^2)).
   */
  readonly hessian: Float64Array;
  /** a1 + a2 and a1 - a2, the weights of p - u and p + u (N, attacked). */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  /** bent (N, attacked) and spread = sum_j e_j^2/(a1 + a2) (N,). */
  readonly bent: Float64Array;
  readonly spread: Float64Array;
  /** Of t: its own Hessian (1 + 2|w1|^2)/eta^2 (N,) and its row -2 w0 w1'/eta^2 towards u (N, d). */
  readonly onT: Float64Array;
  readonly toU: Float64Array;
}

export function softNeuronBlocks(
  program: SoftInteriorProgram,
  kernels: DenseKernels,
  weights: SoftRows,
  cone: ConeScaling,
  { stiffness }: SampleBlocks,
): SoftNeuronBlocks {
  const { n, d, attacked, neurons: N, width, x, radii, slopes, pairs } = program;
  const hessian = new Float64Array(N * width * width);
  const sum = weights.pPlus.map((value, at) => value + weights.pMinus[at]!);
  const difference = weights.pMinus.map((value, at) => value - weights.pPlus[at]!);
  const bent = difference.map((value, at) => (radii[at % attacked]! * value) / sum[at]!);
  const spread = new Float64Array(N);
  const onT = new Float64Array(N);
  const toU = new Float64Array(N * d);
  const own = new Float64Array(width * width);
  for (let i = 0; i < N; i++) {
    const samples = pairs.samples(i);
    const scaled = new Float64Array(samples.length * width);
    let at = pairs.start(i);
    for (let r = 0; r < samples.length; r++) {
      const k = samples[r]!;
      const root = Math.sqrt(stiffness[at++]!);
      for (let j = 0; j < d; j++) scaled[r * width + j] = root * x[k * width + j]!;
      if (attacked === 0) continue;
      const factor = root * (1 - 2 * slopes[i * n + k]!);
      for (let j = 0; j < attacked; j++) scaled[r * width + j]! += factor * bent[i * attacked + j]!;
      scaled[r * width + d] = factor;
    }
    own.fill(0);
    if (samples.length > 0) kernels.gramOfColumns(own, scaled, samples.length, width);

    const w = cone.w1.subarray(i * d, (i + 1) * d);
    const inverse = 1 / cone.eta[i]! ** 2;
    const along = new Float64Array(width);
    along.set(w);
    addOuter(own, width, along, (-2 * inverse) / (1 + 2 * dot(w, w)));
    for (let j = 0; j < d; j++) own[j * width + j]! += inverse;
    onT[i] = (1 + 2 * dot(w, w)) * inverse;
    for (let j = 0; j < d; j++) toU[i * d + j] = -2 * cone.w0[i]! * w[j]! * inverse;

    for (let j = 0; j < attacked; j++) {
      const place = i * attacked + j;
      spread[i]! += radii[j]! ** 2 / sum[place]!;
      own[j * width + j]! += (4 * weights.pMinus[place]! * weights.pPlus[place]!) / sum[place]!;
    }
    if (attacked > 0) own[d * width + d]! += 1 / spread[i]!;
    mirror(own, width);
    hessian.set(own, i * width * width);
  }
  return { hessian, sum, difference, bent, spread, onT, toU };
}

/** a_i = bent_i . u_i + alpha_i of all neurons (u, alpha); zeros where nothing is attacked. */
export function reachesOf(
  { d, attacked, neurons: N, width }: SoftInteriorProgram,
  { bent }: SoftNeuronBlocks,
  neurons: Float64Array,
): Float64Array {
  const reaches = new Float64Array(N);
  if (attacked === 0) return reaches;
  for (let i = 0; i < N; i++) {
    const own = neurons.subarray(i * width, (i + 1) * width);
    reaches[i] = own[d]! + dot(bent.subarray(i * attacked, (i + 1) * attacked), own.subarray(0, attacked));
  }
  return reaches;
}

/** The transpose: adds to neurons (N, width) what pulls at their reaches. */
export function pullReaches(
  { d, attacked, neurons: N, width }: SoftInteriorProgram,
  { bent }: SoftNeuronBlocks,
  neurons: Float64Array,
  pulls: Float64Array,
): void {
  if (attacked === 0) return;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < attacked; j++) neurons[i * width + j]! += pulls[i]! * bent[i * attacked + j]!;
    neurons[i * width + d]! += pulls[i]!;
  }
}
