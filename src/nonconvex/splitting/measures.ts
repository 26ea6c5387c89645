import type { Tensor2D } from '@tensorflow/tfjs-core';
import { isLabelled } from '../../core/measures.js';
import type { AnyProblem } from '../../core/problem.js';
import { tensorLosses } from '../losses.js';
import type { TensorLibrary } from '../tensors.js';

/** What a network gives on the training rows: the mean loss and, for classes, the share of rows that are right. */
export function trainingMeasures(
  tf: TensorLibrary,
  problem: AnyProblem,
  outputs: Tensor2D,
  y: Tensor2D,
): Record<string, number> {
  const loss = tf.mean(tensorLosses[problem.loss.name]!.value(tf, outputs, y)).dataSync()[0]!;
  if (!isLabelled(problem, problem.train)) return { loss };
  const right =
    y.shape[1] === 1
      ? tf.step(tf.mul(outputs, y))
      : tf.cast(tf.equal(tf.argMax(outputs, 1), tf.argMax(y, 1)), 'float32');
  return { loss, accuracy: tf.mean(right).dataSync()[0]! };
}
