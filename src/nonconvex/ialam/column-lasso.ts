import type { Algebra } from './algebra.js';

/** sum_j ||W[:, j]||_2. */
export function columnNormSum<M>(algebra: Algebra<M>, weight: M): number {
  return algebra.scope(() => {
    let sum = 0;
    for (const norm of algebra.entries(algebra.columnNorms(weight))) sum += norm;
    return sum;
  });
}

/** Column c -> c max(0, 1 - threshold / ||c||): the proximal operator of threshold sum_j ||W[:, j]||. */
export function shrinkColumns<M>(algebra: Algebra<M>, w: M, threshold: number): M {
  return algebra.scope(() => {
    const norms = algebra.entries(algebra.columnNorms(w));
    const factors = Float64Array.from(norms, (norm) => (norm > threshold ? 1 - threshold / norm : 0));
    return algebra.scaleColumns(w, algebra.matrix(1, factors.length, factors));
  });
}

/**
 * How far W is from stationarity of lambda sum_j ||W[:, j]|| + a smooth part: the l2 norm over the columns of
 * ||g_j + lambda W_j / ||W_j|||| where W_j is not zero, of max(0, ||g_j|| - lambda) where it is.
 */
export function groupLassoResidual<M>(algebra: Algebra<M>, w: M, gradient: M, lambda: number): number {
  return algebra.scope(() => {
    const norms = algebra.entries(algebra.columnNorms(w));
    const inverse = Float64Array.from(norms, (norm) => (norm > 0 ? lambda / norm : 0));
    const direction = algebra.scaleColumns(w, algebra.matrix(1, inverse.length, inverse));
    const slopes = algebra.entries(algebra.columnNorms(algebra.combine(1, gradient, 1, direction)));
    let squares = 0;
    for (let j = 0; j < norms.length; j++) {
      squares += (norms[j]! > 0 ? slopes[j]! : Math.max(0, slopes[j]! - lambda)) ** 2;
    }
    return Math.sqrt(squares);
  });
}
