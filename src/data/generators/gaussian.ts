import { type Matrix, zeros } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';

/** A matrix of independent normal entries with mean 0 and the given standard deviation. */
export function gaussianMatrix(random: Random, rows: number, cols: number, sd = 1): Matrix {
  const matrix = zeros(rows, cols);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = sd * random.normal();
  return matrix;
}

/** Adds independent normal noise to every value. */
export function addNoise(random: Random, values: Float64Array, sd: number): void {
  if (sd === 0) return;
  for (let i = 0; i < values.length; i++) values[i]! += sd * random.normal();
}
