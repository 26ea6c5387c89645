import type { Matrix } from '../../core/matrix.js';
import { createRandom } from '../../core/random.js';
import { enumerateCells } from '../patterns/cells.js';
import { countCells } from '../patterns/enumerated.js';
import type { Pattern } from '../patterns/pattern.js';
import { proveByBranching } from './prove-by-branching.js';
import { proveByCells } from './prove-by-cells.js';
import type { Prover } from './prover.js';

/**
 * Up to this rank cells are enumerated whenever there are not too many; above it, where enumerating takes about rank!
 * times as long as there are cells and branch and bound does well, only up to so many.
 */
const lowRank = 4;
const fewCells = 10_000;

/**
 * Proof by all cells where they are at hand or soon enumerated (which is put off until they are needed), else by branch
 * and bound.
 */
export function chooseProver(
  x: Matrix,
  weight: number,
  seed: number,
  signal: AbortSignal,
  known?: readonly Pattern[],
): Prover {
  const { rank, most, enumerable } = countCells(x);
  if (!known && !(enumerable && (rank <= lowRank || most <= fewCells))) {
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
