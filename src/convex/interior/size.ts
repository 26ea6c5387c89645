import type { DenseKernels } from '../kernels/dense-kernels.js';
import { memoryAllowed } from '../memory-allowed.js';

/** What the cost of a program depends on. */
export interface InteriorSize {
  readonly n: number;
  readonly d: number;
  readonly attacked: number;
  readonly patterns: number;
}

/** Arrays as long as all rows, or all variables, that an iteration holds at a time. */
const rowVectors = 14;
const slopeArrays = 16;
const bytes = 8;

/** Bytes that the method needs at least, with conjugate gradients: n x n, 6 P d x d, and its vectors. */
export function interiorBytes({ n, d, attacked, patterns: P }: InteriorSize): number {
  const rows = 2 * P * (n + 2 * attacked + d) + n * (2 * attacked + 2);
  const blocks = 6 * P * d * d + 2 * (attacked > 0 ? 4 : 1) * n * n;
  return bytes * (rowVectors * rows + blocks + slopeArrays * n * d);
}

/** Bytes of the whole coupled system, its factor and the rows it is made of. */
function factorBytes({ n, d, patterns: P }: InteriorSize): number {
  return bytes * P * d * (P * d + 2 * n);
}

/** Whether the whole coupled system fits into memory beside the rest. */
export function mayFactor(size: InteriorSize): boolean {
  return interiorBytes(size) + factorBytes(size) <= memoryAllowed();
}

/** Solves of the coupled system an iteration needs: the affine step, the step, its refinements. */
const solvesPerIteration = 4;

/**
 * Steps of conjugate gradients after which a whole factor would have been cheaper: its (P d)^3/3 + n (P d)^2
 * multiply-adds run as products of matrices, a step's 4 n P d + 3 P d^2 hardly faster than it can read them.
 */
export function stepsBeforeFactoring(
  size: InteriorSize,
  { blocking }: Pick<DenseKernels, 'blocking'>,
): number {
  const { n, d, patterns: P } = size;
  const factoring = (P * d) ** 3 / 6 + (n * (P * d) ** 2) / 2;
  const step = 4 * n * P * d + 3 * P * d * d + n * n;
  return Math.min(400, Math.max(40, Math.round(factoring / step / blocking / solvesPerIteration)));
}
