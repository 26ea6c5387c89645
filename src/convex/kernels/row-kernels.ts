import { blockAt, blockFrom } from './blocks.js';
import { firstHalf, inverseOf, panel, timesSmall } from './panels.js';
import type { Block, RowProduct } from './row-product.js';
import { transposed } from './transposed.js';

/** B := B L^-T, or B L^-1, for B rows x n and a lower triangle L of order n: every row by itself. */
export type RowSolve = (l: Block, b: Block, n: number, rows: number) => void;

/** What all dense kernels of our own are made of. */
export interface RowKernels {
  readonly product: RowProduct;
  /** B L^-T. */
  readonly solve: RowSolve;
  /** B L^-1. */
  readonly solveTransposed: RowSolve;
}

/** Solves by products, half of the columns after the other, down to panels. */
export function rowKernels(product: RowProduct): RowKernels {
  const kernels: RowKernels = {
    product,
    solve(l, b, n, rows) {
      if (n > panel) solveByHalves(kernels, l, b, n, rows);
      else timesSmall(product, b, rows, inverseOf(l, n), n);
    },
    solveTransposed(l, b, n, rows) {
      if (n > panel) solveTransposedByHalves(kernels, l, b, n, rows);
      else timesSmall(product, b, rows, transposed(blockAt(inverseOf(l, n), n), n, n), n);
    },
  };
  return kernels;
}

/** The first half of the columns, then the second less what the first explains. */
export function solveByHalves(
  { product, solve }: RowKernels,
  l: Block,
  b: Block,
  n: number,
  rows: number,
): void {
  const half = firstHalf(n);
  const rest = n - half;
  const second = blockFrom(b, 0, half);
  solve(l, b, half, rows);
  product(second, b, blockFrom(l, half, 0), { rows, cols: rest, inner: half, sign: -1, lower: false });
  solve(blockFrom(l, half, half), second, rest, rows);
}

/** The second half of the columns, then the first less what the second explains. */
export function solveTransposedByHalves(
  { product, solveTransposed }: RowKernels,
  l: Block,
  b: Block,
  n: number,
  rows: number,
): void {
  const half = firstHalf(n);
  const rest = n - half;
  const second = blockFrom(b, 0, half);
  solveTransposed(blockFrom(l, half, half), second, rest, rows);
  const link = blockAt(transposed(blockFrom(l, half, 0), rest, half), rest);
  product(b, second, link, { rows, cols: half, inner: rest, sign: -1, lower: false });
  solveTransposed(l, b, half, rows);
}
