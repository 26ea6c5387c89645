import type { Tensor2D, TensorContainer } from '@tensorflow/tfjs-core';
import { splitEntries } from '../backends/split-entries.js';
import type { TensorLibrary } from '../tensors.js';
import type { Algebra } from './algebra.js';
import { minimizeEntries } from './separable.js';

/** Tensors, float32. Numbers are read at once, which every backend but webgpu can do. */
export function tensorAlgebra(tf: TensorLibrary): Algebra<Tensor2D> {
  return {
    epsilon: 2 ** -23,
    matrix: (rows, cols, entries) =>
      tf.tensor2d(entries instanceof Float32Array ? entries : Float32Array.from(entries), [rows, cols]),
    entries: (matrix) => matrix.dataSync<'float32'>(),
    shape: (matrix) => matrix.shape,
    product: (a, b, transpose = {}) => tf.matMul(a, b, transpose.a ?? false, transpose.b ?? false),
    scale: (s, a) => tf.mul(s, a),
    combine: (s, a, t, b) =>
      tf.tidy(() => {
        const first = s === 1 ? a : tf.mul(s, a);
        return t === -1 ? tf.sub(first, b) : tf.add(first, t === 1 ? b : tf.mul(t, b));
      }),
    inner: (a, b) => tf.tidy(() => tf.sum(tf.mul(a, b)).dataSync()[0]!),
    addRow: (a, row) => tf.add(a, row),
    columnMeans: (a) => tf.mean(a, 0, true),
    columnNorms: (a) => tf.tidy(() => tf.sqrt(tf.sum(tf.square(a), 0, true))),
    scaleColumns: (a, factors) => tf.mul(a, factors),
    activate: (a, slope) => tf.tidy(() => tf.maximum(a, tf.mul(slope, a))),
    minimizeEntries(qv, qu, entry) {
      const found = splitEntries(tf, qv, qu, { ...entry });
      if (found) return found;
      const { v, u } = minimizeEntries(qv.dataSync<'float32'>(), qu.dataSync<'float32'>(), entry);
      return { v: tf.tensor2d(v, qv.shape), u: tf.tensor2d(u, qv.shape) };
    },
    scope: <T>(work: () => T) => tf.tidy(() => work() as TensorContainer) as T,
  };
}
