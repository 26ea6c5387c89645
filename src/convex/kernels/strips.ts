import { tileCols, tileRows } from '../../core/wasm/tile-product.js';
import { blockFrom } from './blocks.js';
import type { Block, RowProduct, RowProductShape } from './row-product.js';

/** C in strips of so many rows, or columns, of which the last may have fewer. */
export interface Strips {
  readonly alongRows: boolean;
  readonly width: number;
}

/** A thread that is busy with something else takes fewer. */
const stripsPerThread = 3;
/** Every strip packs the other factor again, which narrow ones would feel. */
const [narrowest, widest] = [60, 240];

/** Rows or columns of a strip, whole tiles, where so many are dealt. */
export function stripWidth(length: number, tile: number, threads: number): number {
  const even = length / (stripsPerThread * threads);
  return tile * Math.ceil(Math.min(widest, Math.max(narrowest, even)) / tile);
}

/** Strips of the longer side of C; of rows where only the lower triangle is needed. */
export function stripsFor(
  { rows, cols, lower }: Pick<RowProductShape, 'rows' | 'cols' | 'lower'>,
  threads: number,
): Strips {
  const alongRows = lower || rows >= cols;
  const width = alongRows ? stripWidth(rows, tileRows, threads) : stripWidth(cols, tileCols, threads);
  return { alongRows, width };
}

export function stripCount(rows: number, cols: number, { alongRows, width }: Strips): number {
  return Math.ceil((alongRows ? rows : cols) / width);
}

/** Adds strip number `index` of sign A B' to C: entry by entry what the whole product adds, to the last bit. */
export function multiplyStrip(
  rowProduct: RowProduct,
  c: Block,
  a: Block,
  b: Block,
  shape: RowProductShape,
  { alongRows, width }: Strips,
  index: number,
): void {
  const first = index * width;
  const { rows, cols, lower } = shape;
  if (!alongRows) {
    const strip = { ...shape, cols: Math.min(width, cols - first) };
    rowProduct(blockFrom(c, 0, first), a, blockFrom(b, first, 0), strip);
    return;
  }
  const strip = { ...shape, rows: Math.min(width, rows - first) };
  const [stripOfC, stripOfA] = [blockFrom(c, first, 0), blockFrom(a, first, 0)];
  // Left of where the strip meets the diagonal of C all of it is needed.
  const left = lower ? Math.min(first, cols) : cols;
  rowProduct(stripOfC, stripOfA, b, { ...strip, cols: left, lower: false });
  if (left < cols)
    rowProduct(blockFrom(stripOfC, 0, left), stripOfA, blockFrom(b, left, 0), {
      ...strip,
      cols: cols - left,
    });
}
