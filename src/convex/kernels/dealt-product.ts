import { blockAt, blockFrom, copyRows } from './blocks.js';
import { kernelThreads } from './kernel-threads.js';
import { partsOf } from './parts.js';
import type { Block, RowProduct, RowProductShape } from './row-product.js';
import { doStrips, type StripWork, secondMatrix, side, thirdMatrix } from './shared-work.js';
import { describeProduct } from './strip-work.js';
import { stripCount, stripsFor } from './strips.js';
import { isWorthDealing } from './worth-dealing.js';

/** C += sign A B' in strips of C that are dealt; small products by `alone`. */
export function dealtProduct(threads: number, alone: RowProduct, work: StripWork): RowProduct {
  return (c, a, b, shape) => {
    if (!isWorthDealing(...costs(shape))) {
      alone(c, a, b, shape);
      return;
    }
    const shared = kernelThreads(threads);
    const { data } = shared;
    for (const { row, column, rows, cols, lower } of partsOf(shape, side)) {
      const [ownC, sharedC] = [blockFrom(c, row, column), blockAt(data, cols)];
      const needed = (r: number) => (lower ? Math.min(cols, r + 1) : cols);
      copyRows(sharedC, ownC, rows, needed);
      for (let p = 0; p < shape.inner; p += side) {
        const inner = Math.min(side, shape.inner - p);
        const [ownA, ownB] = [blockFrom(a, row, p), blockFrom(b, column, p)];
        copyRows({ data, start: secondMatrix, stride: inner }, ownA, rows, () => inner);
        const inA = isSame(ownA, ownB) && cols <= rows;
        if (!inA) copyRows({ data, start: thirdMatrix, stride: inner }, ownB, cols, () => inner);
        const part = { rows, cols, inner, sign: shape.sign, lower };
        const strips = stripsFor(part, threads);
        const description = describeProduct(part, strips, inA ? secondMatrix : thirdMatrix);
        doStrips(shared, work, description, stripCount(rows, cols, strips));
      }
      copyRows(ownC, sharedC, rows, needed);
    }
  };
}

/** Multiply-adds, and entries that are copied. */
function costs({ rows, cols, inner, lower }: RowProductShape): [number, number] {
  const entries = lower ? cols * (rows - cols / 2) : rows * cols;
  return [entries * inner, 2 * entries + (rows + cols) * inner];
}

function isSame(a: Block, b: Block): boolean {
  return a.data === b.data && a.start === b.start && a.stride === b.stride;
}
