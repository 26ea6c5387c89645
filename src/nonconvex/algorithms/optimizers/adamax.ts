import { blend, type Optimizer } from './optimizer.js';

/**
 * m is the running mean of g and u its decaying largest size, u <- max(b2 u, |g|); p - rate / (1 - b1^t) m / (u + e),
 * with b1 = 0.9, b2 = 0.999 and e = 1e-8, which the source leaves out: it keeps entries that have seen no gradient
 * where they are. Source: Kingma and Ba 2015, Algorithm 2. The rate is twice Adam's, as there.
 */
export const adamax: Optimizer = {
  name: 'adamax',
  proximal: false,
  defaultRate: () => 0.02,
  start: (tf, parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)],
  update(tf, parameter, gradient, memory, rate, step) {
    const mean = blend(tf, 0.9, memory[0]!, gradient);
    const largest = tf.maximum(tf.mul(0.999, memory[1]!), tf.abs(gradient));
    const change = tf.div(tf.mul(rate / (1 - 0.9 ** step), mean), tf.add(largest, 1e-8));
    return { parameter: tf.sub(parameter, change), memory: [mean, largest] };
  },
};
