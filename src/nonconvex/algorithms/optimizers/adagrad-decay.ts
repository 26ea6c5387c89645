import { scaledStep } from './adagrad.js';
import type { Optimizer } from './optimizer.js';

export interface AdagradDecaySettings {
  /** Factor on the accumulated squares. */
  readonly decay: number;
  /** Steps from one decay to the next. */
  readonly every: number;
}

/**
 * AdaGrad whose accumulator forgets, so that its steps need not shrink for ever:
 *
 *   s <- (decay if t is a multiple of every, else 1) s + g^2;   p - rate g / (sqrt(s) + e),   e = 1e-10.
 *
 * Source: the optimizer AdagradDecay of DeepRec (its documentation, "discounting according to the sampling period"),
 * started at 0 and without its lower bound on s.
 */
export function adagradDecay({ decay, every }: AdagradDecaySettings): Optimizer {
  return {
    name: 'adagrad-decay',
    proximal: false,
    defaultRate: () => 0.02,
    start: (tf, parameter) => [tf.zerosLike(parameter)],
    update(tf, parameter, gradient, memory, rate, step) {
      const kept = step % every === 0 ? tf.mul(decay, memory[0]!) : memory[0]!;
      const squares = tf.add(kept, tf.square(gradient));
      return { parameter: tf.sub(parameter, scaledStep(tf, gradient, squares, rate)), memory: [squares] };
    },
  };
}
