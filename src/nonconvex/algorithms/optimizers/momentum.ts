import type { Optimizer } from './optimizer.js';

export interface MomentumSettings {
  /** Share a of the last step that is taken over. */
  readonly momentum: number;
  readonly nesterov: boolean;
}

/**
 * v <- a v + g; p - rate v, or with Nesterov's look ahead p - rate (g + a v). Source: Polyak 1964 (heavy ball);
 * Nesterov 1983 in the form of Sutskever, Martens, Dahl and Hinton 2013, at the point looked ahead to.
 */
export function momentum({ momentum: share, nesterov }: MomentumSettings): Optimizer {
  return {
    name: 'momentum',
    proximal: true,
    // A tenth of sgd's: with a = 0.9 a constant gradient moves as far in the long run.
    defaultRate: (lossWeight) => 0.01 / lossWeight,
    start: (tf, parameter) => [tf.zerosLike(parameter)],
    update(tf, parameter, gradient, memory, rate) {
      const velocity = tf.add(tf.mul(share, memory[0]!), gradient);
      const direction = nesterov ? tf.add(gradient, tf.mul(share, velocity)) : velocity;
      return { parameter: tf.sub(parameter, tf.mul(rate, direction)), memory: [velocity] };
    },
  };
}
