import { memoryAllowed } from '../memory-allowed.js';
import type { RowsSize } from './coupled-rows.js';

/** How what couples the neurons is solved: by a factor of order P d or n, or by steps of conjugate gradients over the rows. */
export type CouplingWay = 'neurons' | 'rows' | 'steps';

/**
 * Order up to which a factor is made: it takes n^3/6 multiply-adds before the start, and going by 12,000 rows, 784 columns
 * and 100 patterns its solves would be no faster from about 25,000 rows on.
 */
const mostOrder = 20_000;
/** Share of the memory allowed that a factor may take: the arrays of the iteration want theirs. */
const factorShare = 0.5;
/** Steps of conjugate gradients that a solve takes: about so many in float64, just so many on tensors. */
export const gradientSteps = 5;
/** Multiply-adds of a product of matrices that take as long as one of a solve with a factor, which waits for memory. */
const solveCost = 10;

/** The least order of a factor where it fits (`allowed`: bytes); else steps. */
export function couplingWay(size: RowsSize, allowed = memoryAllowed()): CouplingWay {
  const { n, d, patterns: P } = size;
  const way = P * d <= n ? 'neurons' : 'rows';
  const fits = 8 * couplingNumbers(size, way) <= factorShare * allowed;
  return fits && Math.min(P * d, n) <= mostOrder ? way : 'steps';
}

/** Numbers that a way holds at most; of a factor, with what it is made of. */
export function couplingNumbers({ n, d, patterns: P }: RowsSize, way: CouplingWay): number {
  if (way === 'neurons') return 3 * (P * d) ** 2;
  if (way === 'rows') return 2 * n * n + P * n;
  return 2 * n * d + P * (n + d);
}

/** Multiply-adds of a solve. */
export function couplingWork({ n, d, patterns: P }: RowsSize, way: CouplingWay): number {
  if (way === 'neurons') return solveCost * (P * d) ** 2;
  const overRows = 2 * P * n * d;
  return overRows + (way === 'rows' ? solveCost * n ** 2 : 2 * gradientSteps * P * n * d);
}
