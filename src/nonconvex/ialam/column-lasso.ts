import type { Algebra, Entries } from './algebra.js';

/** ||W[:, j]||_2 for every j. */
export function columnNormsOf<M>(algebra: Algebra<M>, weight: M): Entries {
  return algebra.scope(() => algebra.entries(algebra.columnNorms(weight)));
}

/** sum_j ||W[:, j]||_2. */
export function columnNormSum<M>(algebra: Algebra<M>, weight: M): number {
  return total(columnNormsOf(algebra, weight));
}

export function total(norms: Entries): number {
  let sum = 0;
  for (const norm of norms) sum += norm;
  return sum;
}

/**
 * Column c -> c max(0, 1 - threshold / ||c||), the proximal operator of threshold sum_j ||W[:, j]||, and the norms
 * max(0, ||c|| - threshold) of what comes out.
 */
export function shrinkColumns<M>(algebra: Algebra<M>, w: M, threshold: number): { w: M; norms: Entries } {
  return algebra.scope(() => {
    const norms = columnNormsOf(algebra, w);
    const factors = norms.map((norm) => (norm > threshold ? 1 - threshold / norm : 0));
    return {
      w: algebra.scaleColumns(w, algebra.matrix(1, factors.length, factors)),
      norms: norms.map((norm) => Math.max(0, norm - threshold)),
    };
  });
}

/**
 * How far W is from stationarity of lambda sum_j ||W[:, j]|| + a smooth part: the l2 norm over the columns of
 * ||g_j + lambda W_j / ||W_j|||| where W_j is not zero, of max(0, ||g_j|| - lambda) where it is. `norms` are ||W_j||.
 */
export function groupLassoResidual<M>(
  algebra: Algebra<M>,
  w: M,
  gradient: M,
  lambda: number,
  norms: Entries = columnNormsOf(algebra, w),
): number {
  return algebra.scope(() => {
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
