import type { Tensor2D } from '@tensorflow/tfjs-core';
import { type Matrix, zeros } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import type { Victim } from '../plugins/attack.js';
import { recordedGradients } from './gradients/recorded.js';
import { tensorNetworkOf } from './networks/tensor-network.js';
import { matrixTensor, type TensorLibrary } from './tensors.js';

/** Rows that pass through the network together: they bound the memory of convolutions. */
const rowsAtOnce = 256;

/** A victim and the end of its life on tensors. */
export interface TensorVictim extends Victim {
  dispose(): void;
}

/**
 * The network on tensors, in float32: many times faster than in float64 for wide or deep networks, and good enough to
 * look for attacks. What an attack found is judged in float64.
 */
export function tensorVictim(tf: TensorLibrary, network: Network): TensorVictim {
  const architecture = tensorNetworkOf(network);
  const parameters = architecture.fromNetwork(tf, network);
  const gradients = recordedGradients(architecture);
  const forward = (x: Tensor2D) => architecture.forward(tf, parameters, x, false);

  /** What `of` makes of blocks of rows, put together again. */
  async function byBlocks(x: Matrix, of: (rows: Tensor2D, from: number) => Tensor2D): Promise<Matrix> {
    let result: Matrix | undefined;
    for (let from = 0; from < x.rows; from += rowsAtOnce) {
      const block = tf.tidy(() => of(matrixTensor(tf, rowRange(x, from)), from));
      result ??= zeros(x.rows, block.shape[1]);
      result.data.set(await block.data(), from * result.cols);
      block.dispose();
    }
    return result ?? zeros(0, 0);
  }

  return {
    outputs: (x) => byBlocks(x, forward),
    gradients: (x, slopes) =>
      byBlocks(x, (rows, from) => {
        const pulls = matrixTensor(tf, rowRange(slopes, from));
        return gradients.inRows(tf, parameters, rows, () => pulls);
      }),
    dispose: () => tf.dispose(parameters),
  };
}

function rowRange(x: Matrix, from: number): Matrix {
  const rows = Math.min(rowsAtOnce, x.rows - from);
  return { rows, cols: x.cols, data: x.data.subarray(from * x.cols, (from + rows) * x.cols) };
}
