import type { Tensor2D } from '@tensorflow/tfjs-core';
import { row, zeros } from '../../../core/matrix.js';
import type { Random } from '../../../core/random.js';
import type { TensorLibrary } from '../../../plugins/trainer.js';
import { outputSign } from '../../neurons.js';
import type { Slopes } from '../slopes.js';
import type { SoftProblem } from '../soft-range.js';
import { tensorLosses } from './losses.js';
import type { Batch, Frame } from './range.js';

/** The data on a tensor backend. */
export interface DealtRows {
  readonly frame: Frame;
  readonly batches: readonly Batch[];
  /** Slopes as tensors, one per batch, which are the caller's to dispose of; and back. */
  tensorSlopes(slopes: Slopes): Tensor2D[];
  readSlopes(tensors: readonly Tensor2D[]): Promise<Slopes>;
  dispose(): void;
}

/** Deals the rows in random order into batches; one batch keeps their order. */
export function dealRows(
  tf: TensorLibrary,
  { train, radii, loss }: SoftProblem,
  neurons: number,
  count: number,
  random: Random,
): DealtRows {
  const { x } = train;
  const y = train.y.data;
  const { rows: n, cols: d } = x;
  const order = count > 1 ? random.permutation(n) : Uint32Array.from({ length: n }, (_, k) => k);
  const signs = Float32Array.from({ length: neurons }, (_, i) => outputSign(i, neurons / 2));
  const members = Array.from({ length: count }, (_, b) =>
    order.subarray(Math.floor((b * n) / count), Math.floor(((b + 1) * n) / count)),
  );
  const column = (values: Float32Array) => tf.tensor2d(values, [values.length, 1]);
  const frame: Frame = {
    tf,
    loss: tensorLosses[loss.name]!,
    signs: tf.tensor2d(signs, [1, neurons]),
    positive: column(signs.map((sign) => (sign > 0 ? 1 : 0))),
    negative: column(signs.map((sign) => (sign < 0 ? 1 : 0))),
    radii: tf.tensor2d(Float32Array.from(radii), [1, d]),
    radiiColumn: column(Float32Array.from(radii)),
  };
  const batches = members.map((own): Batch => {
    const points = new Float32Array(own.length * d);
    const opposing = new Float32Array(own.length * neurons);
    own.forEach((k, r) => {
      points.set(row(x, k), r * d);
      // On labelled rows only one side of f can hurt; on real targets both can.
      for (let i = 0; i < neurons; i++) opposing[r * neurons + i] = signs[i] === y[k] ? 0 : 1;
    });
    return {
      x: tf.tensor2d(points, [own.length, d]),
      y: column(Float32Array.from(own, (k) => y[k]!)),
      opposing: tf.tensor2d(opposing, [own.length, neurons]),
      rows: own.length,
    };
  });

  return {
    frame,
    batches,
    tensorSlopes: ({ data }) =>
      members.map((own) => {
        const values = new Float32Array(own.length * neurons);
        own.forEach((k, r) => {
          for (let i = 0; i < neurons; i++) values[r * neurons + i] = data[i * n + k]!;
        });
        return tf.tensor2d(values, [own.length, neurons]);
      }),
    async readSlopes(tensors) {
      const slopes = zeros(neurons, n);
      for (const [b, own] of members.entries()) {
        const values = await tensors[b]!.data();
        own.forEach((k, r) => {
          for (let i = 0; i < neurons; i++) slopes.data[i * n + k] = values[r * neurons + i]!;
        });
      }
      return slopes;
    },
    dispose() {
      const { tf: _tf, loss: _loss, ...constants } = frame;
      tf.dispose([constants, ...batches.map(({ x, y, opposing }) => ({ x, y, opposing }))]);
    },
  };
}
