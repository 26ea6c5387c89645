import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';
import { clip } from './prox.js';
import type { Space } from './space.js';

/** Lists of float32 tensors. */
export function tensorSpace(tf: TensorLibrary): Space<readonly Tensor[]> {
  return {
    combine(a, x, b, y) {
      if (b === 0) return a === 1 ? x : x.map((each) => tf.mul(a, each));
      return x.map((each, i) => tf.add(tf.mul(a, each), tf.mul(b, y[i]!)));
    },
    dot: (x, y) => x.reduce((sum, each, i) => sum + tf.sum(tf.mul(each, y[i]!)).dataSync()[0]!, 0),
    clip: (x, bound) => x.map((each) => clip(tf, each, bound)),
    rounding: 4e-7,
  };
}
