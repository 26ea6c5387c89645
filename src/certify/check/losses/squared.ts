import { condition } from '../claim.js';
import type { LossDual } from './loss-dual.js';

/** |nu| <= alpha, dual value -sum alpha^2 / (2 c) - nu.y: along t a parabola. */
export const squaredDual: LossDual = {
  conditions({ nu, alpha }) {
    return [
      condition(
        '/alpha',
        alpha.every((a) => a >= 0),
        'alpha >= 0',
      ),
      condition(
        '/nu',
        nu.every((v, k) => Math.abs(v) <= alpha[k]!),
        '|nu| <= alpha',
      ),
    ];
  },
  value({ nu, alpha }, { train, lossScale }, longest) {
    let squares = 0;
    let slope = 0;
    nu.forEach((v, k) => {
      squares += alpha[k]! ** 2;
      slope -= v * train.y.data[k]!;
    });
    if (squares === 0 || slope <= 0) return 0;
    const t = Math.min((slope * lossScale) / squares, longest);
    return t * slope - (t * t * squares) / (2 * lossScale);
  },
};
