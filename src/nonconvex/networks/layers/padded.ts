import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { PoolLayer } from '../../../core/layers/pool.js';
import { windowsAlong } from '../../../core/layers/window.js';
import type { TensorLibrary } from '../../tensors.js';

/**
 * The images with `filling` behind their far edges, so that the windows of a pool that keeps left-over lines fit
 * inside: backends disagree on pools that reach beyond an image.
 */
export function padded(tf: TensorLibrary, layer: PoolLayer, x: Tensor, filling: number): Tensor4D {
  const [, height, width] = x.shape as [number, number, number, number];
  const [below, right] = [height, width].map((length) => overhang(layer, length));
  if (!layer.ceil || below! + right! === 0) return x as Tensor4D;
  return tf.pad(
    x as Tensor4D,
    [
      [0, 0],
      [0, below!],
      [0, right!],
      [0, 0],
    ],
    filling,
  );
}

/** Places of the last window that lie beyond the edge. */
function overhang({ size, stride }: PoolLayer, length: number): number {
  const { count } = windowsAlong(length, size, stride, 'ceil');
  return Math.max(0, (count - 1) * stride + size - length);
}
