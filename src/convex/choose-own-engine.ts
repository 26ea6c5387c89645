import type { ConvexOptions } from '../core/generated/documents.js';
import type { Problem } from '../core/problem.js';
import { chooseInterior } from './interior/choose-interior.js';
import { fitsMemory, interiorSize } from './interior/support.js';
import type { Pattern } from './patterns/pattern.js';
import { chooseSoftInterior, softInteriorSize } from './soft/interior/choose-soft-interior.js';
import { softInteriorFits } from './soft/interior/size.js';
import type { ChosenBackend, ProgramShape } from './solvers/choose-backend.js';
import { chooseSplitting } from './splitting/choose-splitting.js';
import { splittingFits } from './splitting/support.js';

/** An engine of our own in place of a conic solver, with the reason for it. */
export interface OwnEngine {
  readonly method: 'interior' | 'splitting';
  readonly choice: ChosenBackend;
  /** True, or in words how much memory is missing. */
  readonly fits: true | string;
}

/** The engine for a stable program on those patterns, of that shape. `fixed`: no search goes on over patterns. */
export function chooseStableEngine(
  problem: Problem,
  options: ConvexOptions,
  patterns: readonly Pattern[],
  shape: ProgramShape,
  fixed: boolean,
): OwnEngine | undefined {
  const interior = chooseInterior(problem, options, patterns, shape, fixed);
  const splitting = chooseSplitting(problem, options, patterns, shape, fixed, interior);
  if (splitting)
    return { method: 'splitting', choice: splitting, fits: splittingFits(problem, patterns.length) };
  return (
    interior && { method: 'interior', choice: interior, fits: fitsMemory(interiorSize(problem, patterns)) }
  );
}

/** The engine for a soft program of so many neurons. */
export function chooseSoftEngine(
  problem: Problem,
  options: ConvexOptions,
  neurons: number,
): OwnEngine | undefined {
  const choice = chooseSoftInterior(problem, options, neurons);
  return choice && { method: 'interior', choice, fits: softInteriorFits(softInteriorSize(problem, neurons)) };
}
