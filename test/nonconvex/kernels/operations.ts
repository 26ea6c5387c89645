import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Random } from '#relucent/core/random.js';
import type { TensorLibrary } from '#relucent/nonconvex/tensors.js';
import {
  type Array64,
  array,
  columnSums,
  conv2d,
  depthwiseConv2d,
  map,
  pool,
  product,
  type Window,
} from './reference.js';

/** An operation that training a network takes, on one random choice of shapes. */
export interface Case {
  readonly shapes: readonly (readonly number[])[];
  tensors(tf: TensorLibrary, operands: Tensor[]): Tensor;
  naive(...operands: Array64[]): Array64;
}

const between = (random: Random, low: number, high: number) => low + random.integer(high - low + 1);

function randomWindow(random: Random, largestFilter = 3): { filter: [number, number]; window: Window } {
  const filter: [number, number] = [between(random, 1, largestFilter), between(random, 1, largestFilter)];
  const strides: [number, number] = [between(random, 1, 2), between(random, 1, 2)];
  const pad = (['valid', 'same', 'number'] as const)[random.integer(3)]!;
  if (pad !== 'number') return { filter, window: { strides, pad } };
  // tfjs knows padding by a number for square filters and strides only.
  const side = filter[0];
  const square: [number, number] = [side, side];
  return { filter: square, window: { strides: [strides[0], strides[0]], pad: random.integer(side) } };
}

/** tfjs wants to be told how to round where the padding is a number, and only there. */
const rounding = ({ pad }: Window) => (typeof pad === 'number' ? 'floor' : undefined);

const randomImages = (random: Random) => [
  between(random, 1, 3),
  between(random, 3, 7),
  between(random, 3, 7),
  between(random, 1, 5),
];

function entrywise(tensors: (tf: TensorLibrary, x: Tensor) => Tensor, naive: (x: number) => number) {
  return (random: Random): Case => ({
    shapes: [[between(random, 1, 5), between(random, 1, 5)]],
    tensors: (tf, [x]) => tensors(tf, x!),
    naive: (x) => map(x, naive),
  });
}

function pairwise(
  tensors: (tf: TensorLibrary, x: Tensor, y: Tensor) => Tensor,
  naive: (x: number, y: number) => number,
  broadcasts = true,
) {
  return (random: Random): Case => {
    const [rows, cols] = [between(random, 1, 5), between(random, 1, 5)];
    const second = broadcasts ? [[rows, cols], [cols], [1, 1], [rows, 1]][random.integer(4)]! : [rows, cols];
    return {
      shapes: [[rows, cols], second],
      tensors: (tf, [x, y]) => tensors(tf, x!, y!),
      naive: (x, y) => {
        const at = (i: number) => {
          if (y.data.length === rows * cols) return i;
          if (second.length === 1) return i % cols;
          return second[0] === 1 ? 0 : Math.floor(i / cols);
        };
        return { shape: x.shape, data: x.data.map((value, i) => naive(value, y.data[at(i)]!)) };
      },
    };
  };
}

const products = (transposeA: boolean, transposeB: boolean) => (random: Random) => {
  const [rows, inner, cols] = [between(random, 1, 20), between(random, 1, 9), between(random, 1, 20)];
  return {
    shapes: [transposeA ? [inner, rows] : [rows, inner], transposeB ? [cols, inner] : [inner, cols]],
    tensors: (tf: TensorLibrary, [a, b]: Tensor[]) => tf.matMul(a as Tensor2D, b!, transposeA, transposeB),
    naive: (a: Array64, b: Array64) => product(a, b, transposeA, transposeB),
  };
};

const pools = (kind: 'max' | 'avg') => (random: Random) => {
  const { filter, window } = randomWindow(random);
  const operation = kind === 'max' ? 'maxPool' : 'avgPool';
  // A window that lies in the padding altogether has no largest entry.
  const pad = typeof window.pad === 'number' ? 'same' : window.pad;
  return {
    shapes: [randomImages(random)],
    tensors: (tf: TensorLibrary, [x]: Tensor[]) => tf[operation](x as Tensor4D, filter, window.strides, pad),
    naive: (x: Array64) => pool(x, filter, { ...window, pad }, kind),
  };
};

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const operations: Readonly<Record<string, (random: Random) => Case>> = {
  matMul: products(false, false),
  'matMul, transposeA': products(true, false),
  'matMul, transposeB': products(false, true),
  'matMul, both': products(true, true),
  add: pairwise(
    (tf, x, y) => tf.add(x, y),
    (x, y) => x + y,
  ),
  mul: pairwise(
    (tf, x, y) => tf.mul(x, y),
    (x, y) => x * y,
  ),
  // tfjs has no gradients of these three where one operand is broadcast.
  maximum: pairwise((tf, x, y) => tf.maximum(x, y), Math.max, false),
  minimum: pairwise((tf, x, y) => tf.minimum(x, y), Math.min, false),
  squaredDifference: pairwise(
    (tf, x, y) => tf.squaredDifference(x, y),
    (x, y) => (x - y) ** 2,
    false,
  ),
  relu: entrywise(
    (tf, x) => tf.relu(x),
    (x) => Math.max(0, x),
  ),
  leakyRelu: entrywise(
    (tf, x) => tf.leakyRelu(x, 0.1),
    (x) => (x < 0 ? 0.1 * x : x),
  ),
  softplus: entrywise(
    (tf, x) => tf.softplus(x),
    (x) => Math.log1p(Math.exp(x)),
  ),
  sigmoid: entrywise((tf, x) => tf.sigmoid(x), sigmoid),
  tanh: entrywise((tf, x) => tf.tanh(x), Math.tanh),
  abs: entrywise((tf, x) => tf.abs(x), Math.abs),
  clip: entrywise(
    (tf, x) => tf.clipByValue(x, -0.5, 0.7),
    (x) => Math.min(0.7, Math.max(-0.5, x)),
  ),
  prelu: (random) => {
    const [rows, cols] = [between(random, 1, 5), between(random, 1, 5)];
    return {
      shapes: [[rows, cols], [cols]],
      tensors: (tf, [x, slope]) => tf.prelu(x!, slope!),
      naive: (x, slope) => ({
        shape: x.shape,
        data: x.data.map((value, i) => (value < 0 ? slope.data[i % cols]! * value : value)),
      }),
    };
  },
  gather: (random) => {
    const rows = between(random, 1, 5);
    const chosen = Array.from({ length: between(random, 1, 9) }, () => random.integer(rows));
    const cols = between(random, 1, 4);
    return {
      shapes: [[rows, cols]],
      tensors: (tf, [x]) => tf.gather(x!, tf.tensor1d(chosen, 'int32')),
      naive: (x) =>
        array([chosen.length, cols], (i) => x.data[chosen[Math.floor(i / cols)]! * cols + (i % cols)]!),
    };
  },
  'sum over the first axes': (random) => ({
    shapes: [randomImages(random)],
    tensors: (tf, [x]) => tf.sum(x!, [0, 1, 2]),
    naive: columnSums,
  }),
  'mean of all': (random) => ({
    shapes: [randomImages(random)],
    tensors: (tf, [x]) => tf.mean(x!),
    naive: (x) => array([], () => x.data.reduce((a, b) => a + b, 0) / x.data.length),
  }),
  'sum over a middle axis': (random) => {
    const [a, b, c] = [between(random, 1, 4), between(random, 1, 4), between(random, 1, 4)];
    return {
      shapes: [[a, b, c]],
      tensors: (tf, [x]) => tf.sum(x!, 1, true),
      naive: (x) =>
        array([a, 1, c], (i) => {
          let sum = 0;
          for (let k = 0; k < b; k++) sum += x.data[(Math.floor(i / c) * b + k) * c + (i % c)]!;
          return sum;
        }),
    };
  },
  'sum over outer axes': (random) => {
    const [a, b, c] = [between(random, 1, 4), between(random, 1, 4), between(random, 1, 4)];
    return {
      shapes: [[a, b, c]],
      tensors: (tf, [x]) => tf.sum(x!, [0, 2]),
      naive: (x) =>
        array([b], (j) => {
          let sum = 0;
          for (let i = 0; i < a; i++) for (let k = 0; k < c; k++) sum += x.data[(i * b + j) * c + k]!;
          return sum;
        }),
    };
  },
  conv2d: (random) => {
    const { filter, window } = randomWindow(random);
    const images = randomImages(random);
    return {
      shapes: [images, [...filter, images[3]!, between(random, 1, 9)]],
      tensors: (tf, [x, w]) =>
        tf.conv2d(x as Tensor4D, w as Tensor4D, window.strides, window.pad, 'NHWC', [1, 1], rounding(window)),
      naive: (x, w) => conv2d(x, w, window),
    };
  },
  depthwiseConv2d: (random) => {
    const { filter, window } = randomWindow(random);
    const images = randomImages(random);
    return {
      shapes: [images, [...filter, images[3]!, between(random, 1, 3)]],
      tensors: (tf, [x, w]) =>
        tf.depthwiseConv2d(
          x as Tensor4D,
          w as Tensor4D,
          window.strides,
          window.pad,
          'NHWC',
          [1, 1],
          rounding(window),
        ),
      naive: (x, w) => depthwiseConv2d(x, w, window),
    };
  },
  maxPool: pools('max'),
  avgPool: pools('avg'),
  'batch normalization': (random) => {
    const images = randomImages(random);
    const channels = images[3]!;
    return {
      shapes: [images, [channels], [channels]],
      tensors: (tf, [x, scale, shift]) => {
        const { mean, variance } = tf.moments(x!, [0, 1, 2]);
        return tf.batchNorm(
          x as Tensor4D,
          mean as never,
          variance as never,
          shift as never,
          scale as never,
          1e-3,
        );
      },
      naive: (x, scale, shift) => {
        const count = x.data.length / channels;
        const mean = columnSums(x).data.map((sum) => sum / count);
        const centred = { shape: x.shape, data: x.data.map((value, i) => value - mean[i % channels]!) };
        const variance = columnSums(map(centred, (value) => value ** 2)).data.map((sum) => sum / count);
        return {
          shape: x.shape,
          data: centred.data.map((value, i) => {
            const c = i % channels;
            return (scale.data[c]! * value) / Math.sqrt(variance[c]! + 1e-3) + shift.data[c]!;
          }),
        };
      },
    };
  },
  'softmax cross entropy': (random) => {
    const [rows, classes] = [between(random, 1, 5), between(random, 2, 6)];
    const labels = Array.from({ length: rows }, () => random.integer(classes));
    return {
      shapes: [[rows, classes]],
      tensors: (tf, [x]) =>
        tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), x!),
      naive: (x) =>
        array([], () => {
          const losses = labels.map((label, i) => {
            const row = x.data.subarray(i * classes, (i + 1) * classes);
            return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[label]!;
          });
          return losses.reduce((a, b) => a + b, 0) / rows;
        }),
    };
  },
};
