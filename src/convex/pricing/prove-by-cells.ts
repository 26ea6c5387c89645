import { setImmediate } from 'node:timers/promises';
import { type Matrix, norm2 } from '../../core/matrix.js';
import type { Pattern } from '../patterns/pattern.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import { coneMaximum, pullOf, wallsOf } from './cell-maximum.js';
import type { PricedPattern, Prover } from './prover.js';

/** Cells between two looks at the signal. */
const cellsPerLook = 2000;

/**
 * Looks at every cell: max over the cell of +-nu . (X u)_+ = ||Proj_K(+-X' D nu)||, at most ||X' D nu||. Cells whose
 * cheap bound is within beta cannot matter; for the others the projection is computed. `cells` gives all cells of x.
 */
export function proveByCells(
  x: Matrix,
  weight: number,
  cells: () => readonly Pattern[],
  signal: AbortSignal,
): Prover {
  return async (nu, threshold) => {
    const all = cells();
    let bound = weight;
    const found: PricedPattern[] = [];
    for (const [i, pattern] of all.entries()) {
      if (i % cellsPerLook === 0) {
        await setImmediate();
        if (signal.aborted) throw new SolveAborted();
      }
      const pull = pullOf(x, pattern.active, nu);
      if (norm2(pull) <= weight) continue;
      const walls = wallsOf(x, pattern.active);
      for (const h of [pull, pull.map((value) => -value)]) {
        const { value, direction } = coneMaximum(walls, h);
        bound = Math.max(bound, value);
        if (value > threshold) found.push({ pattern, value, peak: direction });
      }
    }
    return { bound, complete: true, found, method: 'cells', examined: all.length };
  };
}
