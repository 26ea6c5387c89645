import { blockAt, blockFrom } from './blocks.js';
import type { RowKernels } from './row-kernels.js';
import type { Block, RowProductShape } from './row-product.js';
import { type StripWork, secondMatrix } from './shared-work.js';
import { multiplyStrip, type Strips } from './strips.js';

const kind = { product: 0, solve: 1, solveTransposed: 2 } as const;

/** C += sign A B' with C, A and B in this order; B starts where the third matrix does, or is A. */
export function describeProduct(
  { rows, cols, inner, sign, lower }: RowProductShape,
  { alongRows, width }: Strips,
  startOfB: number,
): number[] {
  return [kind.product, rows, cols, inner, sign, Number(lower), Number(alongRows), width, startOfB];
}

/** B := B L^-T, or B L^-1, with B and L in this order, in strips of `width` rows. */
export function describeSolve(
  which: 'solve' | 'solveTransposed',
  n: number,
  rows: number,
  width: number,
): number[] {
  return [kind[which], n, rows, width];
}

/** One strip of what is described, by these kernels: entry by entry what they make of the whole, to the last bit. */
export function stripWork(kernels: RowKernels): StripWork {
  return (data, [which, ...numbers], strip) => {
    if (which === kind.product) {
      const [rows, cols, inner, sign, lower, alongRows, width, startOfB] = numbers as ProductNumbers;
      const at = (start: number, stride: number): Block => ({ data, start, stride });
      const shape = { rows, cols, inner, sign, lower: lower === 1 };
      const strips = { alongRows: alongRows === 1, width };
      const [c, a, b] = [at(0, cols), at(secondMatrix, inner), at(startOfB, inner)];
      multiplyStrip(kernels.product, c, a, b, shape, strips, strip);
      return;
    }
    const [n, rows, width] = numbers as [number, number, number];
    const first = strip * width;
    const l = { data, start: secondMatrix, stride: n };
    const solve = which === kind.solve ? kernels.solve : kernels.solveTransposed;
    solve(l, blockFrom(blockAt(data, n), first, 0), n, Math.min(width, rows - first));
  };
}

type ProductNumbers = [number, number, number, 1 | -1, number, number, number, number];
