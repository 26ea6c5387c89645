import { addScaled, type Matrix, norm2, row, zeros } from '../core/matrix.js';
import type { GroupNorm } from '../core/norms/group-norm.js';
import type { ReluNetwork } from '../core/relu-network.js';
import type { Pattern } from './patterns/pattern.js';

/**
 * The convex program's variables, stacked: rows 0..P-1 are v_1..v_P (output sign +1), rows P..2P-1 are
 * w_1..w_P (output sign -1). Shape (2P, d).
 */
export type Neurons = Matrix;

/** Output sign of neuron i: +1 for a v, -1 for a w. */
export function outputSign(i: number, patternCount: number): 1 | -1 {
  return i < patternCount ? 1 : -1;
}

/**
 * Recovery (7) of Bai et al. for any norm N: each v_i becomes the neuron u = v/sqrt(N(v)), alpha = sqrt(N(v)), each w_i
 * likewise with alpha = -sqrt(N(w)). Then beta/2 (N(u)^2 + alpha^2) = beta N(v), the least of all scalings, and the
 * objectives agree. Zero rows give no neuron.
 */
export function networkOf(neurons: Neurons, norm: GroupNorm): ReluNetwork {
  const norms = neuronNorms(neurons, norm);
  const kept = norms.flatMap((norm, i) => (norm > 0 ? [i] : []));
  const hidden = zeros(kept.length, neurons.cols);
  const output = zeros(1, kept.length);
  kept.forEach((i, j) => {
    const root = Math.sqrt(norms[i]!);
    addScaled(row(hidden, j), 1 / root, row(neurons, i));
    output.data[j] = outputSign(i, neurons.rows / 2) * root;
  });
  return { hidden, output };
}

/**
 * The way back from {@link networkOf}: the neurons |alpha_j| u_j of a network, those with alpha > 0 first; as many rows of
 * either sign, those that are missing zero.
 */
export function neuronsOf({ hidden, output }: ReluNetwork): Neurons {
  const all = Array.from(output.data.keys());
  const ofSign = [all.filter((j) => output.data[j]! > 0), all.filter((j) => output.data[j]! < 0)];
  const half = Math.max(...ofSign.map((members) => members.length));
  const neurons = zeros(2 * half, hidden.cols);
  ofSign.forEach((members, s) => {
    members.forEach((j, i) => {
      addScaled(row(neurons, s * half + i), Math.abs(output.data[j]!), row(hidden, j));
    });
  });
  return neurons;
}

/** N(u_i) of every neuron. */
export function neuronNorms(neurons: Neurons, norm: GroupNorm): number[] {
  return Array.from({ length: neurons.rows }, (_, i) => norm.value(row(neurons, i)));
}

/** Euclidean length of every neuron. */
export function neuronLengths(neurons: Neurons): number[] {
  return Array.from({ length: neurons.rows }, (_, i) => norm2(row(neurons, i)));
}

/** The neurons with those of length at most `threshold` set to zero, which every cone allows. */
export function withoutSmall(neurons: Neurons, threshold: number): Neurons {
  const kept = { ...neurons, data: neurons.data.slice() };
  neuronLengths(neurons).forEach((length, i) => {
    if (length <= threshold) row(kept, i).fill(0);
  });
  return kept;
}

/** Slope g_k = sum_i D_i[k,k] (v_i - w_i) of the convex model on samples where `active(pattern)` holds. Shape (d,). */
export function slopeWhere(
  neurons: Neurons,
  patterns: readonly Pattern[],
  active: (pattern: Pattern) => boolean,
): Float64Array {
  const slope = new Float64Array(neurons.cols);
  patterns.forEach((pattern, i) => {
    if (!active(pattern)) return;
    addScaled(slope, 1, row(neurons, i));
    addScaled(slope, -1, row(neurons, i + patterns.length));
  });
  return slope;
}
