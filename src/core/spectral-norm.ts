import { addScaled, dot, type Matrix, norm2, row } from './matrix.js';
import { createRandom } from './random.js';

/** Relative change of the estimate at which the power iteration ends, and iterations at most. */
const tolerance = 1e-9;
const mostIterations = 1000;

/**
 * ||W||_2, the largest singular value, from below: by power iteration on W'W from a fixed random vector. Near the end
 * the estimate grows by less than 1e-9 of itself in an iteration.
 */
export function spectralNorm(weight: Matrix): number {
  const { rows, cols } = weight;
  const random = createRandom(0, 'spectral norm');
  let direction = Float64Array.from({ length: cols }, () => random.normal());
  let norm = 0;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const length = norm2(direction);
    if (length === 0) return 0;
    const unit = direction.map((entry) => entry / length);
    direction = new Float64Array(cols);
    let squares = 0;
    for (let i = 0; i < rows; i++) {
      const along = dot(row(weight, i), unit);
      squares += along * along;
      addScaled(direction, along, row(weight, i));
    }
    const before = norm;
    norm = Math.sqrt(squares);
    if (!(norm - before > tolerance * norm)) return norm;
  }
  return norm;
}
