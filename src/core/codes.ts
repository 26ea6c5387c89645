import { type Matrix, norm2, row } from './matrix.js';
import { type Network, predict } from './network.js';

/** The codes of rows x (n, d) by an autoencoder: what its first layer gives. Shape (n, code). */
export function codesOf({ layers }: Network, x: Matrix): Matrix {
  return predict({ layers: layers.slice(0, 1) }, x);
}

/**
 * (sqrt(n) - ||z||_1 / ||z||_2) / (sqrt(n) - 1) of a vector of n entries: 1 where one entry differs from 0, 0 where all
 * have one size, and 0 for the zero vector and for a single entry. Source: Hoyer 2004, section 3.1.
 */
export function hoyer(z: Float64Array): number {
  const length = norm2(z);
  if (length === 0 || z.length < 2) return 0;
  const root = Math.sqrt(z.length);
  const sum = z.reduce((total, entry) => total + Math.abs(entry), 0);
  return (root - sum / length) / (root - 1);
}

/** The mean of {@link hoyer} over the rows. */
export function meanHoyer(codes: Matrix): number {
  let sum = 0;
  for (let k = 0; k < codes.rows; k++) sum += hoyer(row(codes, k));
  return sum / codes.rows;
}
