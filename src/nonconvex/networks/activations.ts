import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationSpec } from '../../core/activations.js';
import type { TensorLibrary } from '../tensors.js';

type OnTensors = (tf: TensorLibrary, z: Tensor) => Tensor;

const named: Readonly<Record<Extract<ActivationSpec, string>, OnTensors>> = {
  relu: (tf, z) => pieces(tf, z, tf.relu, (at) => active(tf, at)),
  // 1 from 0 to 6, both ends included.
  relu6: (tf, z) => pieces(tf, z, tf.relu6, (at) => tf.sub(active(tf, at), tf.step(tf.sub(at, 6)))),
  linear: (_tf, z) => z,
  softplus: (tf, z) => tf.softplus(z),
  sigmoid: (tf, z) => tf.sigmoid(z),
  tanh: (tf, z) => tf.tanh(z),
};

/** The activation of every entry, with the derivatives of core/activations: a ReLU's at 0 is 1. */
export function activated(tf: TensorLibrary, spec: ActivationSpec, z: Tensor): Tensor {
  if (typeof spec === 'string') return named[spec](tf, z);
  const { slope } = spec;
  return pieces(
    tf,
    z,
    (at) => tf.leakyRelu(at, slope),
    (at) => tf.add(slope, tf.mul(1 - slope, active(tf, at))),
  );
}

/** A piecewise linear function with its own choice of slopes at the kinks, which tfjs chooses otherwise. */
function pieces(
  tf: TensorLibrary,
  z: Tensor,
  value: (z: Tensor) => Tensor,
  slope: (z: Tensor) => Tensor,
): Tensor {
  const f = tf.customGrad((at, save) => {
    (save as (tensors: Tensor[]) => void)([at as Tensor]);
    return {
      value: value(at as Tensor),
      gradFunc: (pull, saved) => tf.mul(pull, slope((saved as Tensor[])[0]!)),
    };
  });
  return f(z);
}

/** [z >= 0]. By `step`, because comparisons are slow on wasm. */
function active(tf: TensorLibrary, z: Tensor): Tensor {
  return tf.sub(1, tf.step(tf.neg(z)));
}
