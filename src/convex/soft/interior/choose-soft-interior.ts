import type { ConvexOptions } from '../../../core/generated/documents.js';
import type { Problem } from '../../../core/problem.js';
import { nonzeroColumns } from '../../interior/scaled-problem.js';
import { interiorName, interiorSupports } from '../../interior/support.js';
import { robustMode } from '../../robust-mode.js';
import type { ChosenBackend } from '../../solvers/choose-backend.js';
import { fitsConicSolver } from '../conic-size.js';
import { type SoftInteriorSize, softInteriorFits, softInteriorWork } from './size.js';

/** Multiply-adds of an iteration up to which `auto` takes it: a solve of some 40 takes minutes with our own kernels. */
const mostWork = 5e10;

export function softInteriorSize({ train: { x }, radii, loss }: Problem, neurons: number): SoftInteriorSize {
  const columns = nonzeroColumns(x);
  const attacked = columns.filter((j) => radii[j]! > 0).length;
  return { n: x.rows, d: columns.length, attacked, neurons, sides: loss.name === 'squared' ? 2 : 1 };
}

/**
 * The structured interior point with the reason for it, where options ask for it, or where `auto` meets a soft program of
 * so many neurons, its slopes fixed, that is too large for a conic solver and not for it.
 */
export function chooseSoftInterior(
  problem: Problem,
  options: ConvexOptions,
  neurons: number,
): ChosenBackend | undefined {
  const solver = { name: interiorName };
  if (options.backend === interiorName) return { solver, why: 'asked for by name' };
  const { x } = problem.train;
  // While slopes are still improved, a descent gains more in seconds than exact programs do in minutes.
  const fixed = robustMode(problem, options) === 'soft';
  if (options.backend !== 'auto' || !fixed || fitsConicSolver(neurons, x)) return undefined;
  const size = softInteriorSize(problem, neurons);
  const able =
    interiorSupports(problem, options) === true &&
    softInteriorWork(size) <= mostWork &&
    softInteriorFits(size) === true;
  if (!able) return undefined;
  const why = `a soft program of ${neurons} neurons on ${x.rows} rows and ${x.cols} columns, too large for a conic solver: the structured interior point copies no rows`;
  return { solver, why };
}
