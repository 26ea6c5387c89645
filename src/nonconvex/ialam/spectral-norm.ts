import { type Algebra, squaredNorm } from './algebra.js';

/**
 * An upper bound of ||W||_2^2, within the factor n^(2^-k) after k squarings, n the smaller side of W: with the Gram
 * matrix G = W W' (or W'W) and its powers scaled to norm 1,
 *
 *   lambda_max(G) <= ||G^(2^k)||_F^(2^-k).
 *
 * Power iteration would come from below, and a curvature must not be underestimated.
 */
export function squaredSpectralNormBound<M>(algebra: Algebra<M>, w: M): number {
  const [rows, cols] = algebra.shape(w);
  return algebra.scope(() => {
    let power = rows <= cols ? algebra.product(w, w, { b: true }) : algebra.product(w, w, { a: true });
    let bound = 1;
    for (let exponent = 1; ; exponent /= 2) {
      const norm = Math.sqrt(squaredNorm(algebra, power));
      if (norm === 0) return 0;
      bound *= norm ** exponent;
      // What is left of the factor n^(2^-k) is about as small as the rounding so far.
      if (exponent * Math.log(Math.min(rows, cols)) <= 64 * algebra.epsilon) return bound;
      power = algebra.scale(1 / norm, power);
      power = algebra.product(power, power);
    }
  });
}
