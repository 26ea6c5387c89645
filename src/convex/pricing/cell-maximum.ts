import { addScaled, type Matrix, norm2, row } from '../../core/matrix.js';
import { nnls } from '../nnls.js';

/** The greatest value of a linear form on the unit vectors of a cone. */
export interface ConeMaximum {
  /** An upper bound on it in any case, and it itself up to rounding. */
  readonly value: number;
  /** Unit vector of the cone that attains it; zeros where the form is nowhere positive on the cone. */
  readonly direction: Float64Array;
  /** Walls that hold it back: those with positive multipliers. */
  readonly tight: readonly number[];
}

/** sum_{k active} nu_k x_k: the gradient of nu . (X u)_+ inside a cell. */
export function pullOf(x: Matrix, active: Uint8Array, nu: Float64Array): Float64Array {
  const pull = new Float64Array(x.cols);
  for (let k = 0; k < x.rows; k++) {
    if (!active[k]) continue;
    for (let j = 0; j < x.cols; j++) pull[j]! += nu[k]! * x.data[k * x.cols + j]!;
  }
  return pull;
}

/**
 * max{h.u : ||u|| <= 1, walls.row(k) . u >= 0} = ||Proj_K(h)|| = min over l >= 0 of ||h + sum_k l_k walls_k||.
 *
 * Any l >= 0 gives an upper bound, because h.u <= (h + sum l_k walls_k).u on the cone: the value returned is that
 * norm at the l that nonnegative least squares finds, so it errs to the safe side only.
 */
export function coneMaximum(walls: Matrix, h: Float64Array): ConeMaximum {
  const outward = { ...walls, data: walls.data.map((value) => -value) };
  const { weights, residual } = nnls(outward, h);
  const value = norm2(residual);
  // Beside h itself the rest is rounding: h lies in the polar of the cone.
  const inside = value > 1e-12 * norm2(h);
  return {
    value,
    direction: residual.map((entry) => (inside ? entry / value : 0)),
    tight: Array.from(weights.keys()).filter((k) => weights[k]! > 0),
  };
}

/** Rows s_k x_k, s_k = 1 where the pattern is active and -1 elsewhere: the cell is where all of them are >= 0. */
export function wallsOf(x: Matrix, active: Uint8Array): Matrix {
  const walls = { ...x, data: x.data.slice() };
  for (let k = 0; k < x.rows; k++) {
    if (!active[k]) addScaled(row(walls, k), -2, row(x, k));
  }
  return walls;
}
