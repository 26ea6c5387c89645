import { blend, type Optimizer } from './optimizer.js';

/**
 * m and v are running means of g and g^2; p - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e), with b1 = 0.9,
 * b2 = 0.999 and e = 1e-8. Source: Kingma and Ba 2015, Algorithm 1; both corrections are moved into scalars.
 */
export const adam: Optimizer = {
  name: 'adam',
  proximal: false,
  defaultRate: () => 0.01,
  start: (tf, parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)],
  update(tf, parameter, gradient, memory, rate, step) {
    const mean = blend(tf, 0.9, memory[0]!, gradient);
    const square = blend(tf, 0.999, memory[1]!, tf.square(gradient));
    const spread = Math.sqrt(1 - 0.999 ** step);
    const corrected = (rate * spread) / (1 - 0.9 ** step);
    const change = tf.div(tf.mul(corrected, mean), tf.add(tf.sqrt(square), 1e-8 * spread));
    return { parameter: tf.sub(parameter, change), memory: [mean, square] };
  },
};
