import type { Tensor2D } from '@tensorflow/tfjs-core';
import { isCodePenalty } from '../core/regularizers/code-penalty.js';
import type { KlSparsity } from '../core/regularizers/kl-sparsity.js';
import type { Regularizer } from '../core/regularizers/regularizer.js';
import { tensorGradient } from './operator.js';
import type { TensorLibrary } from './tensors.js';

/** The gradient in the codes Z (b, code) of a code penalty of core/regularizers, the b rows standing for all. */
export type CodeSlopes = (tf: TensorLibrary, z: Tensor2D) => Tensor2D;

/** Mean codes are kept this far from 0 and 1, where float32 rounds those of saturated sigmoids to. */
const margin = 1e-6;

/** Of (1/b) sum |z|: sign(z) / b. */
const codeL1: CodeSlopes = (tf, z) => tf.div(tf.sign(z), z.shape[0]);

/** Of (1/b) sum log(1 + z^2): 2 z / (1 + z^2) / b. */
const studentT: CodeSlopes = (tf, z) => tf.div(tf.mul(2 / z.shape[0], z), tf.add(1, tf.square(z)));

/** Of sum_j KL(rho || m_j): ((1 - rho) / (1 - m_j) - rho / m_j) / b in every row. */
function klSparsity(rho: number): CodeSlopes {
  return (tf, z) => {
    const mean = tf.maximum(margin, tf.minimum(1 - margin, tf.mean(z, 0, true)));
    const slope = tf.sub(tf.div(1 - rho, tf.sub(1, mean)), tf.div(rho, mean));
    return tf.mul(tf.onesLike(z), tf.div(slope, z.shape[0]));
  };
}

/** Of (1/b) P(Z), P a penalty that has a gradient. */
function ofPenalty(regularizer: Regularizer): CodeSlopes | undefined {
  const { penalty } = regularizer;
  if (!isCodePenalty(regularizer) || !penalty?.gradient) return undefined;
  return (tf, z) => tf.div(tensorGradient(tf, penalty, z), z.shape[0]);
}

/** Undefined where the regularizer is no penalty of codes, or has no gradient. */
export function codeSlopesOf(regularizer: Regularizer): CodeSlopes | undefined {
  switch (regularizer.name) {
    case 'code-l1':
      return codeL1;
    case 'student-t':
      return studentT;
    case 'kl-sparsity':
      return klSparsity((regularizer as KlSparsity).rho);
    default:
      return ofPenalty(regularizer);
  }
}
