import { inputError } from '../../core/errors.js';
import type { ConvexOptions } from '../../core/generated/documents.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import { coneMargin, type Pattern } from '../patterns/pattern.js';
import type { ChosenBackend, ProgramShape } from '../solvers/choose-backend.js';
import { fitsMemory, interiorName, interiorSize, interiorSupports } from './support.js';

/**
 * Nonzeros of the program as conic solvers see it from which `auto` takes the structured interior point: where Clarabel
 * begins to take longer. Rows of a threat cost a conic solver more than their number says (bench/convex-scale).
 */
const worthwhile = { standard: 600_000, adversarial: 200_000 };

/** Throws InputError (`pointer`: of the backend) where options ask for the interior point and it has no such program. */
export function checkInterior(problem: Problem, options: ConvexOptions, pointer: string): void {
  if (options.backend !== interiorName) return;
  const reason = interiorSupports(problem, options);
  if (reason !== true) throw inputError(pointer, reason, ['auto', 'clarabel']);
}

/**
 * The structured interior point with the reason for it, where options ask for it, or where `auto` meets a large program on
 * fixed patterns that it can solve.
 */
export function chooseInterior(
  problem: Problem,
  options: ConvexOptions,
  patterns: readonly Pattern[],
  shape: ProgramShape,
  fixed: boolean,
): ChosenBackend | undefined {
  const solver = { name: interiorName };
  if (options.backend === interiorName) return { solver, why: 'asked for by name' };
  const least = isAdversarial(problem) ? worthwhile.adversarial : worthwhile.standard;
  if (options.backend !== 'auto' || !fixed || shape.nonzeros < least) return undefined;
  const { x } = problem.train;
  const able =
    interiorSupports(problem, options) === true &&
    fitsMemory(interiorSize(problem, patterns)) === true &&
    patterns.every(
      (pattern) => pattern.direction && coneMargin(x, problem.radii, pattern, pattern.direction) > 0,
    );
  if (!able) return undefined;
  const why = `${patterns.length} patterns on the same ${x.rows} rows: the structured interior point does not copy them (${Math.round(shape.nonzeros).toLocaleString('en')} nonzeros elsewhere)`;
  return { solver, why };
}
