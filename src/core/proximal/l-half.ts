import { separable } from './separable.js';

/**
 * sum_i sqrt(|x_i|). Above its threshold 3/2 step^(2/3) the operator is the largest root of a cubic in the square root,
 *
 *   2/3 |x| (1 + cos(2 pi / 3 - 2/3 phi)),   phi = arccos(step / 4 (|x| / 3)^(-3/2)),
 *
 * and it jumps there, to step^(2/3).
 */
export const lHalf = separable({
  name: 'l-half',
  formula: 'sum sqrt(|x|)',
  reference:
    'Xu, Chang, Xu, Zhang: L1/2 regularization: a thresholding representation theory and a fast solver. IEEE Trans. Neural Netw. Learn. Syst. 23 (2012)',
  convex: false,
  degree: 0.5,
  at: (size) => Math.sqrt(size),
  threshold: (step) => 1.5 * Math.cbrt(step) ** 2,
  shrink(size, step) {
    const phi = Math.acos(Math.min(1, (step / 4) * (size / 3) ** -1.5));
    return Math.min(size, (2 / 3) * size * (1 + Math.cos((2 / 3) * (Math.PI - phi))));
  },
  slope: (size) => 1 / (2 * Math.sqrt(size)),
});
