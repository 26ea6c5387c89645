import { tileRows } from '../../core/wasm/tile-product.js';
import { blockAt, blockFrom, copyRows } from './blocks.js';
import { kernelThreads } from './kernel-threads.js';
import type { RowKernels, RowSolve } from './row-kernels.js';
import { doStrips, type StripWork, secondMatrix, side } from './shared-work.js';
import { describeSolve } from './strip-work.js';
import { stripWidth } from './strips.js';
import { isWorthDealing } from './worth-dealing.js';

/** B L^-T, or B L^-1, for L of order `side` at most, in strips of rows that are dealt; small ones by `alone`. */
export function dealtSolve(
  which: 'solve' | 'solveTransposed',
  threads: number,
  alone: RowKernels,
  work: StripWork,
): RowSolve {
  return (l, b, n, rows) => {
    if (!isWorthDealing((rows * n * n) / 2, 2 * rows * n + (n * n) / 2)) {
      alone[which](l, b, n, rows);
      return;
    }
    const shared = kernelThreads(threads);
    const { data } = shared;
    copyRows({ data, start: secondMatrix, stride: n }, l, n, (r) => r + 1);
    const most = Math.floor(side ** 2 / n);
    const step = Math.ceil(rows / Math.ceil(rows / most));
    for (let first = 0; first < rows; first += step) {
      const count = Math.min(step, rows - first);
      const [own, sharedB] = [blockFrom(b, first, 0), blockAt(data, n)];
      copyRows(sharedB, own, count, () => n);
      const width = stripWidth(count, tileRows, threads);
      doStrips(shared, work, describeSolve(which, n, count, width), Math.ceil(count / width));
      copyRows(own, sharedB, count, () => n);
    }
  };
}
