import { type Matrix, norm2, row, zeros } from '../core/matrix.js';
import type { Random } from '../core/random.js';
import { type Budget, clipped } from './budget.js';

/** A random point per row: uniform in a box; on the rim of a ball, along a normal direction. */
export function randomPoints(budget: Budget, x: Matrix, random: Random): Matrix {
  const { norm, radii } = budget.shape;
  const points = zeros(x.rows, x.cols);
  for (let k = 0; k < x.rows; k++) {
    const noise = Float64Array.from({ length: x.cols }, () =>
      norm === 'linf' ? 2 * random.uniform() - 1 : random.normal(),
    );
    const inBall = norm === 'l2' ? rescaledTo(noise, radii[k]!) : noise.map((share, j) => share * radii[j]!);
    const point = row(points, k);
    for (let j = 0; j < x.cols; j++) point[j] = row(x, k)[j]! + inBall[j]!;
  }
  return clipped(budget, points);
}

/** radius * noise / ||noise||_2. */
export function rescaledTo(noise: Float64Array, radius: number): Float64Array {
  const length = norm2(noise);
  return noise.map((value) => (length > 0 ? (radius * value) / length : 0));
}
