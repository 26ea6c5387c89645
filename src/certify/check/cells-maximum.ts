import { enumerateCells } from '../../convex/patterns/cells.js';
import { type Matrix, norm2, row } from '../../core/matrix.js';
import { formMaximum } from './form-maximum.js';
import { type RoundedNorm, roundedSum } from './rounded-sum.js';

/** An upper bound on |nu . (X u)_+| over unit u, and what was gone through for it. */
export interface ReluMaximum {
  readonly norm: RoundedNorm;
  readonly examined: number;
}

/**
 * The largest max over a cell of +-nu . (X u)_+, over all cells of the rows. Cells whose ||X'D nu|| is no higher than the
 * largest so far are passed over. Cells narrower than 1e-10 are not told apart.
 */
export function cellsMaximum(x: Matrix, nu: readonly number[]): ReluMaximum {
  const still = new Float64Array(x.cols);
  let value = 0;
  let rounding = 0;
  const cells = enumerateCells(x);
  for (const { active } of cells) {
    const free = roundedSum(x.cols);
    nu.forEach((v, k) => {
      if (active[k]) free.add(v, row(x, k));
    });
    const whole = free.normLess(0, still, norm2);
    rounding = Math.max(rounding, whole.rounding);
    if (whole.value <= value) continue;
    const walls = nu.map((_, k) => ({ factor: active[k] ? 1 : -1, k }));
    for (const sign of [1, -1]) {
      const terms = nu.flatMap((v, k) => (active[k] && v !== 0 ? [{ factor: sign * v, k }] : []));
      const held = formMaximum(x, terms, walls);
      const least = held.value + held.rounding < whole.value + whole.rounding ? held : whole;
      value = Math.max(value, least.value);
      rounding = Math.max(rounding, least.rounding);
    }
  }
  return { norm: { value, rounding }, examined: cells.length };
}
