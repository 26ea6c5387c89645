import type { Tensor, Tensor2D, TensorContainer } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';
import type { Arithmetic } from './arithmetic.js';

/** Distance from 1 to the next float32. */
const float32Precision = 2 ** -23;

/** Arithmetic on tensors. It reads them at once (`dataSync`), which the backend webgpu cannot do. */
export function tensorArithmetic(tf: TensorLibrary): Arithmetic<Tensor2D> {
  const number = (scalar: Tensor) => {
    const value = scalar.dataSync()[0]!;
    scalar.dispose();
    return value;
  };
  return {
    precision: float32Precision,
    matrix: (rows, columns, values) => tf.tensor2d(Float32Array.from(values), [rows, columns]),
    read: (m) => m.dataSync(),
    shape: (m) => m.shape,
    tidy: <Result>(work: () => Result) => tf.tidy(work as () => TensorContainer) as Result,
    free: (m) => m.dispose(),

    product: (a, b, transposed) => tf.matMul(a, b, transposed === 'first', transposed === 'second'),

    add: (a, b) => tf.add(a, b),
    sub: (a, b) => tf.sub(a, b),
    mul: (a, b) => tf.mul(a, b),
    div: (a, b) => tf.div(a, b),
    maximum: (a, b) => tf.maximum(a, b),
    minimum: (a, b) => tf.minimum(a, b),

    relu: (m) => tf.relu(m),
    step: (m) => tf.step(m),
    abs: (m) => tf.abs(m),
    log: (m) => tf.log(m),
    log1p: (m) => tf.log1p(m),
    expm1: (m) => tf.expm1(m),
    tanh: (m) => tf.tanh(m),
    sigmoid: (m) => tf.sigmoid(m),
    softplus: (m) => tf.softplus(m),

    softmax: (m) => tf.softmax(m),
    logSumExp: (m) => tf.logSumExp(m, 1, true),
    meanRow: (m) => tf.mean(m, 0, true),

    sum: (m) => number(tf.tidy(() => tf.sum(m))),
    sumOfSquares: (m) => number(tf.tidy(() => tf.sum(tf.square(m)))),
    largest: (m) => number(tf.tidy(() => tf.max(m))),

    withOnes: (m) => tf.concat([m, tf.ones([m.shape[0], 1])], 1) as Tensor2D,
    columns: (m, from, count) => tf.slice(m, [0, from], [m.shape[0], count]),
  };
}
