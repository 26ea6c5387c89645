import { inputError } from '../core/errors.js';
import type { Preparation } from '../core/generated/documents.js';
import type { Matrix } from '../core/matrix.js';
import type { ImageShape } from '../core/problem.js';

/** Prepared value = (value - offset) / divisor, column by column. */
export interface Scaling {
  readonly offset: Float64Array;
  readonly divisor: Float64Array;
}

/**
 * Fits a scaling on the first `columns` columns of x; the others keep offset 0 and divisor 1.
 * `standardize`: mean and population standard deviation. `minmax` and [lo, hi]: the column's range becomes that
 * interval. A constant column gets divisor 1: it becomes 0, or lo.
 * Throws InputError at `pointer` when lo >= hi, or when a column's numbers are too large or too small to be scaled.
 */
export function fitScaling(
  x: Matrix,
  columns: number,
  scale: Exclude<Preparation['scale'], 'none' | 'pixels'>,
  pointer: string,
): Scaling {
  const offset = new Float64Array(x.cols);
  const divisor = new Float64Array(x.cols).fill(1);
  const [lo, hi] = scale === 'standardize' || scale === 'minmax' ? [0, 1] : [scale[0]!, scale[1]!];
  if (!(lo < hi))
    throw inputError(pointer, `[${lo}, ${hi}] is no interval: the first number must be the smaller`);
  const { least, greatest } = columnRanges(x);
  const moments = scale === 'standardize' ? columnMoments(x) : undefined;
  for (let j = 0; j < columns; j++) {
    const constant = least[j] === greatest[j];
    if (!constant) divisor[j] = moments ? moments.sd[j]! : (greatest[j]! - least[j]!) / (hi - lo);
    offset[j] = moments ? (constant ? least[j]! : moments.mean[j]!) : least[j]! - lo * divisor[j]!;
    if (!Number.isFinite(offset[j]!) || !Number.isFinite(divisor[j]!) || divisor[j] === 0) {
      throw inputError(
        pointer,
        `column ${j + 1} (${least[j]} to ${greatest[j]}) is outside what float64 can scale`,
      );
    }
  }
  return { offset, divisor };
}

/** Pixels of 0 to 255 become 0 to 1. Throws InputError at `pointer` where rows are no images. */
export function pixelScaling(
  cols: number,
  columns: number,
  image: ImageShape | undefined,
  pointer: string,
): Scaling {
  if (!image) throw inputError(pointer, '"pixels" is for images, files of the format idx or cifar10');
  return { offset: new Float64Array(cols), divisor: new Float64Array(cols).fill(1).fill(255, 0, columns) };
}

/** Scales x in place. */
export function applyScaling(x: Matrix, { offset, divisor }: Scaling): void {
  for (let start = 0; start < x.data.length; start += x.cols) {
    for (let j = 0; j < x.cols; j++) x.data[start + j] = (x.data[start + j]! - offset[j]!) / divisor[j]!;
  }
}

function columnRanges({ cols, data }: Matrix) {
  const least = data.slice(0, cols);
  const greatest = data.slice(0, cols);
  for (let start = cols; start < data.length; start += cols) {
    for (let j = 0; j < cols; j++) {
      const value = data[start + j]!;
      if (value < least[j]!) least[j] = value;
      else if (value > greatest[j]!) greatest[j] = value;
    }
  }
  return { least, greatest };
}

/** Mean and population standard deviation, in two passes. */
function columnMoments({ rows, cols, data }: Matrix) {
  const mean = new Float64Array(cols);
  for (let start = 0; start < data.length; start += cols) {
    for (let j = 0; j < cols; j++) mean[j]! += data[start + j]! / rows;
  }
  const sd = new Float64Array(cols);
  for (let start = 0; start < data.length; start += cols) {
    for (let j = 0; j < cols; j++) sd[j]! += (data[start + j]! - mean[j]!) ** 2 / rows;
  }
  return { mean, sd: sd.map(Math.sqrt) };
}
