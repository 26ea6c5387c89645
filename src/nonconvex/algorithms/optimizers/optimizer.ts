import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../tensors.js';

/** How parameters move along their gradients, each entry by itself. One file per optimizer, beside this one. */
export interface Optimizer {
  readonly name: string;
  /** True where a step is rate times a gradient, so that a proximal step of length `rate` may follow it. */
  readonly proximal: boolean;
  /** The learning rate where none is given; `lossWeight` is the loss scale times the number of rows, 1 for the mean. */
  defaultRate(lossWeight: number): number;
  /** What is remembered of a parameter's gradients, before the first one. */
  start(tf: TensorLibrary, parameter: Tensor): Tensor[];
  /** The parameter and its memory after step number `step`, counted from 1. */
  update(
    tf: TensorLibrary,
    parameter: Tensor,
    gradient: Tensor,
    memory: readonly Tensor[],
    rate: number,
    step: number,
  ): Moved;
}

export interface Moved {
  readonly parameter: Tensor;
  readonly memory: Tensor[];
}

/** keep * old + (1 - keep) * fresh. */
export function blend(tf: TensorLibrary, keep: number, old: Tensor, fresh: Tensor): Tensor {
  return tf.add(tf.mul(keep, old), tf.mul(1 - keep, fresh));
}
