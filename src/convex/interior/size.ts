import type { DenseKernels } from '../kernels/dense-kernels.js';
import { memoryAllowed } from '../memory-allowed.js';

/** What the cost of a program depends on. */
export interface InteriorSize {
  readonly n: number;
  readonly d: number;
  readonly attacked: number;
  readonly patterns: number;
  /** Of samples on which the same patterns are active. */
  readonly groups: number;
}

/** Arrays as long as all rows, or all variables, that an iteration holds at a time. */
const rowVectors = 14;
const slopeArrays = 8;
const dataArrays = 8;
const bytes = 8;

/** True where the coupled system has at most as many unknowns as rows: then it is factored whole at once. */
export function factorsAtOnce({ n, d, patterns }: Pick<InteriorSize, 'n' | 'd' | 'patterns'>): boolean {
  return patterns * d <= n;
}

/**
 * Bytes that the method needs at least: 6 P d x d, its vectors, and for the coupled system its factor or, with conjugate
 * gradients, one of order n.
 */
export function interiorBytes(size: InteriorSize): number {
  const { n, d, attacked, patterns: P, groups } = size;
  const rows = 2 * P * (n + 2 * attacked + d) + 2 * groups * attacked + 2 * n;
  const arrays = rowVectors * rows + 6 * P * d * d + slopeArrays * groups * d + dataArrays * n * d;
  const overRows = bytes * 2 * (attacked > 0 ? 4 : 1) * n * n;
  return bytes * arrays + (factorsAtOnce(size) ? factorBytes(size) : overRows);
}

/** Bytes of the whole coupled system, its factor and the rows it is made of. */
function factorBytes({ n, d, patterns: P }: InteriorSize): number {
  return bytes * P * d * (P * d + 2 * n);
}

/** Whether the whole coupled system fits into memory beside the rest. */
export function mayFactor(size: InteriorSize): boolean {
  return factorsAtOnce(size) || interiorBytes(size) + factorBytes(size) <= memoryAllowed();
}

/** Multiply-adds of an iteration that are products of matrices: blocks, and what makes the factor of the coupled system. */
export function interiorWork(size: InteriorSize): number {
  const { n, d, patterns: P } = size;
  const blocks = 2 * P * (n * d * d + d ** 3);
  const coupling = factorsAtOnce(size)
    ? (n * (P * d) ** 2) / 2 + (P * d) ** 3 / 6
    : P * (n / 2) ** 2 * d + n ** 3 / 6;
  return blocks + coupling;
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
