import { blend, type Optimizer } from './optimizer.js';

/**
 * s and u are running means of g^2 and of the squared steps d^2: d = sqrt(u + e) / sqrt(s + e) g; p - rate d, with the
 * means' factor 0.95 and e = 1e-6. Source: Zeiler 2012, Algorithm 1, whose rate is 1.
 */
export const adadelta: Optimizer = {
  name: 'adadelta',
  proximal: false,
  defaultRate: () => 1,
  start: (tf, parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)],
  update(tf, parameter, gradient, memory, rate) {
    const squares = blend(tf, 0.95, memory[0]!, tf.square(gradient));
    const ratio = tf.sqrt(tf.div(tf.add(memory[1]!, 1e-6), tf.add(squares, 1e-6)));
    const change = tf.mul(ratio, gradient);
    const changes = blend(tf, 0.95, memory[1]!, tf.square(change));
    return { parameter: tf.sub(parameter, tf.mul(rate, change)), memory: [squares, changes] };
  },
};
