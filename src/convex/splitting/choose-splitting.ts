import type { ConvexOptions } from '../../core/generated/documents.js';
import type { Problem } from '../../core/problem.js';
import { type InteriorSize, interiorWork } from '../interior/size.js';
import { interiorSize } from '../interior/support.js';
import type { Pattern } from '../patterns/pattern.js';
import { type ChosenBackend, largestMeasured, type ProgramShape } from '../solvers/choose-backend.js';
import { splittingFits, splittingName, splittingSupports, splittingWork } from './support.js';

/** Certified gap from which the splitting method is expected to end. */
const reachable = 1e-4;
/** Iterations either takes to a gap of 1e-3. */
const iterations = { splitting: 3000, interior: 40 } as const;
/**
 * How many times the work of the splitting method the interior point has to need. On 11,982 images of 784 columns and 100
 * patterns it is 9 times as much, and the time some 5 times; on 2,000 rows of 147 columns 1.5 times as much work, and the
 * interior point is no slower.
 */
const timesTheWork = 5;

/** Whether the splitting method is to be preferred where either could solve a program. */
export function prefersSplitting(size: InteriorSize, tolerance: number): boolean {
  return (
    tolerance >= reachable &&
    iterations.interior * interiorWork(size) > timesTheWork * iterations.splitting * splittingWork(size)
  );
}

/**
 * The splitting method with the reason for it, where options ask for it, or where `auto` meets a standard program on fixed
 * patterns that is too large for conic solvers: if it needs far less work than the interior point, or if that cannot solve
 * the program (`interior` is not there).
 */
export function chooseSplitting(
  problem: Problem,
  options: ConvexOptions,
  patterns: readonly Pattern[],
  shape: ProgramShape,
  fixed: boolean,
  interior: ChosenBackend | undefined,
): ChosenBackend | undefined {
  const solver = { name: splittingName };
  if (options.backend === splittingName) return { solver, why: 'asked for by name' };
  const able =
    options.backend === 'auto' &&
    fixed &&
    splittingSupports(problem, options) === true &&
    splittingFits(problem, patterns.length) === true;
  if (!able) return undefined;
  const { rows, cols } = problem.train.x;
  const program = `${patterns.length} patterns on ${rows} rows and ${cols} columns`;
  if (!interior) {
    return shape.nonzeros > largestMeasured
      ? { solver, why: `${program}: more than conic solvers were seen to solve, and none for interior` }
      : undefined;
  }
  return prefersSplitting(interiorSize(problem, patterns), options.tolerance)
    ? { solver, why: `${program}: far less work than the interior point to a gap of ${options.tolerance}` }
    : undefined;
}
