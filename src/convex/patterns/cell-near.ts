import { addScaled, dot, type Matrix, norm2, row } from '../../core/matrix.js';
import type { Pattern } from './pattern.js';

/** A row is taken to vanish at a point when its cosine with it is below this. */
const tie = 1e-9;

/**
 * The cell that is entered when one leaves `point` towards another vector: the pattern of point + t towards for all
 * small t > 0. Points on walls, as maxima over cells often are, have no pattern of their own that could be trusted.
 * The direction goes half of the way to the next wall.
 */
export function cellNear(x: Matrix, point: Float64Array, towards: Float64Array): Pattern {
  const length = norm2(point);
  const atPoint = new Float64Array(x.rows);
  const along = new Float64Array(x.rows);
  let step = 1;
  for (let k = 0; k < x.rows; k++) {
    const line = row(x, k);
    along[k] = dot(line, towards);
    const value = dot(line, point);
    if (Math.abs(value) <= tie * norm2(line) * length) continue;
    atPoint[k] = value;
    if (value * along[k]! < 0) step = Math.min(step, Math.abs(value / along[k]!) / 2);
  }
  const direction = point.slice();
  addScaled(direction, step, towards);
  const active = Uint8Array.from(atPoint, (value, k) => ((value === 0 ? along[k]! : value) >= 0 ? 1 : 0));
  return { active, direction };
}
