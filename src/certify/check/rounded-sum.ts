/** A norm and the rounding error to reckon with in it. */
export interface RoundedNorm {
  readonly value: number;
  readonly rounding: number;
}

/** A sum of vectors that keeps account of how much has been added up, and so of its rounding. */
export interface RoundedSum {
  add(factor: number, vector: ArrayLike<number>): void;
  /**
   * The norm of what is left when every entry may be moved towards 0 by mass * radii[j]. `norm`: any that depends on
   * absolute values only and rises with each.
   */
  normLess(mass: number, radii: ArrayLike<number>, norm: (h: Float64Array) => number): RoundedNorm;
}

/** Roundings of a term besides those of the sum: those of its factor and its vector's entry, the product, mass * radius. */
const perTerm = 6;

/**
 * Every entry of a sum of m terms is off by at most gamma_m times the sum of their sizes, gamma_m = m u / (1 - m u),
 * u = 2^-53, and a norm of d entries by gamma_{d/2 + 2} of itself (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2002, 3.1 and 4.2). `rounding` is (m + d + 6) 2u times the norm of the sizes: the factor 2 is room for what is of second
 * order and for the rounding of the sizes themselves. Factors may be products of two numbers, the vectors' entries sums
 * of two, and a mass a sum of at most m terms.
 */
export function roundedSum(length: number): RoundedSum {
  const sum = new Float64Array(length);
  const size = new Float64Array(length);
  let terms = 0;
  return {
    add(factor, vector) {
      if (factor === 0) return;
      terms++;
      for (let j = 0; j < length; j++) {
        const term = factor * vector[j]!;
        sum[j]! += term;
        size[j]! += Math.abs(term);
      }
    },
    normLess(mass, radii, norm) {
      const left = sum.map((value, j) => Math.max(0, Math.abs(value) - mass * radii[j]!));
      const sizes = size.map((value, j) => value + mass * radii[j]!);
      return { value: norm(left), rounding: (terms + length + perTerm) * Number.EPSILON * norm(sizes) };
    },
  };
}

/** The largest norm, and the largest rounding of any. */
export function largestNorm(norms: readonly RoundedNorm[]): RoundedNorm {
  return norms.reduce(
    (most, norm) => ({
      value: Math.max(most.value, norm.value),
      rounding: Math.max(most.rounding, norm.rounding),
    }),
    { value: 0, rounding: 0 },
  );
}
