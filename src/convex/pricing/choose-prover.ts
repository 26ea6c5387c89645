import type { Matrix } from '../../core/matrix.js';
import { createRandom } from '../../core/random.js';
import { enumerateCells } from '../patterns/cells.js';
import { countCells } from '../patterns/enumerated.js';
import type { Pattern } from '../patterns/pattern.js';
import { proveByBranching } from './prove-by-branching.js';
import { proveByCells } from './prove-by-cells.js';
import type { Prover } from './prover.js';

/** Proof by all cells where they can be enumerated (when first needed, if they are not at hand), else by branch and bound. */
export function chooseProver(
  x: Matrix,
  weight: number,
  seed: number,
  signal: AbortSignal,
  known?: readonly Pattern[],
): Prover {
  if (!known && !countCells(x).enumerable) {
    return proveByBranching(x, weight, createRandom(seed, 'branching'), signal);
  }
  let cells = known;
  return proveByCells(
    x,
    weight,
    () => {
      cells ??= enumerateCells(x);
      return cells;
    },
    signal,
  );
}
