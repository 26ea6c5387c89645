import { addScaled, type Matrix, row, zeros } from '../../core/matrix.js';
import type { GroupNorm } from '../../core/norms/group-norm.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import { neuronNorms } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';

/** Where a neuron of a network with several outputs lives: its pattern, and the unit direction g (K,) it feeds. */
export interface Column {
  readonly pattern: Pattern;
  readonly direction: Float64Array;
}

/**
 * The network of neurons u_i (rows) that feed the directions of their columns: u = u_i / sqrt(N(u_i)), output weights
 * sqrt(N(u_i)) g_i, so that beta/2 (N(u)^2 + ||a||^2) = beta N(u_i). Neurons of one cell that are parallel stay apart.
 */
export function vectorNetwork(
  neurons: Matrix,
  columns: readonly Column[],
  outputs: number,
  norm: GroupNorm,
): ReluNetwork {
  const norms = neuronNorms(neurons, norm);
  const kept = norms.flatMap((size, i) => (size > 0 ? [i] : []));
  const hidden = zeros(kept.length, neurons.cols);
  const output = zeros(outputs, kept.length);
  kept.forEach((i, j) => {
    const root = Math.sqrt(norms[i]!);
    addScaled(row(hidden, j), 1 / root, row(neurons, i));
    columns[i]!.direction.forEach((g, k) => {
      output.data[k * kept.length + j] = root * g;
    });
  });
  return { hidden, output };
}
