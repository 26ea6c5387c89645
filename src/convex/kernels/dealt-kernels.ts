import { dealtProduct } from './dealt-product.js';
import { dealtSolve } from './dealt-solve.js';
import { type RowKernels, solveByHalves, solveTransposedByHalves } from './row-kernels.js';
import { side } from './shared-work.js';
import { stripWork } from './strip-work.js';

/** More would find no strips, or wait for the copies, which one thread makes. */
export const mostThreads = 16;

/**
 * The same products and solves by so many threads: the matrices are copied, part by part, into memory that threads
 * share, and strips of what is sought are dealt. Every entry is what `alone` makes of it, to the last bit.
 */
export function dealtKernels(threads: number, alone: RowKernels): RowKernels {
  const work = stripWork(alone);
  const ownSolve = dealtSolve('solve', threads, alone, work);
  const ownSolveTransposed = dealtSolve('solveTransposed', threads, alone, work);
  const kernels: RowKernels = {
    product: dealtProduct(threads, alone.product, work),
    solve: (l, b, n, rows) => (n > side ? solveByHalves(kernels, l, b, n, rows) : ownSolve(l, b, n, rows)),
    solveTransposed: (l, b, n, rows) =>
      n > side ? solveTransposedByHalves(kernels, l, b, n, rows) : ownSolveTransposed(l, b, n, rows),
  };
  return kernels;
}
