import { adamStep } from '../../backends/adam-step.js';
import type { Optimizer } from './optimizer.js';

/** The memory is m and v of {@link adamStep}, both 0 before the first step. */
export const adam: Optimizer = {
  name: 'adam',
  proximal: false,
  defaultRate: () => 0.01,
  start: (tf, parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)],
  update(tf, parameter, gradient, [mean, square], rate, step) {
    const state = { parameter, mean: mean!, square: square! };
    const next = adamStep(tf, state, gradient, rate, step);
    return { parameter: next.parameter, memory: [next.mean, next.square] };
  },
};
