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

export function roundedSum(length: number): RoundedSum {
  const sum = new Float64Array(length);
  const size = new Float64Array(length);
  return {
    add(factor, vector) {
      if (factor === 0) return;
      for (let j = 0; j < length; j++) {
        const term = factor * vector[j]!;
        sum[j]! += term;
        size[j]! += Math.abs(term);
      }
    },
    normLess(mass, radii, norm) {
      const left = sum.map((value, j) => Math.max(0, Math.abs(value) - mass * radii[j]!));
      const sizes = size.map((value, j) => value + mass * radii[j]!);
      return { value: norm(left), rounding: 4 * Number.EPSILON * norm(sizes) };
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
