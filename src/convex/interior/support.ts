import type { ConvexOptions } from '../../core/generated/documents.js';
import { row } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { activityGroups } from '../activity-groups.js';
import { fitsAllowed } from '../memory-allowed.js';
import type { Pattern } from '../patterns/pattern.js';
import { robustMode } from '../robust-mode.js';
import { interiorLosses } from './loss-rows.js';
import { nonzeroColumns } from './scaled-problem.js';
import { type InteriorSize, interiorBytes } from './size.js';

/** The name under which options ask for the structured interior point. */
export const interiorName = 'interior';

/** True, or why the structured interior point has no program for the problem with these options. */
export function interiorSupports(problem: Problem, options: ConvexOptions): true | string {
  if (options.outputs === 'shared')
    return 'interior has programs whose neurons feed one output each, not shared ones';
  const stable = robustMode(problem, options) === 'stable';
  if (!stable && options.patterns?.method === 'priced')
    return 'interior solves soft programs of fixed slopes; priced ones are solved again and again as they grow';
  const losses = interiorLosses();
  if (!losses.includes(problem.loss.name))
    return `interior has rows for the losses ${losses.join(' and ')}, not for ${problem.loss.name}`;
  if (problem.norm.spec.norm !== 'l2')
    return 'interior has cones of the l2 norm only; of standard programs splitting takes any norm';
  const { x } = problem.train;
  for (let k = 0; stable && k < x.rows; k++) {
    if (row(x, k).every((value) => value === 0))
      return `interior stays strictly inside all cells, and row ${k} of zeros lies on the wall of every one`;
  }
  return true;
}

export function interiorSize(problem: Problem, patterns: readonly Pattern[]): InteriorSize {
  const { x } = problem.train;
  const columns = nonzeroColumns(x);
  const attacked = columns.filter((j) => problem.radii[j]! > 0).length;
  const groups = activityGroups(patterns, x.rows).representative.length;
  return { n: x.rows, d: columns.length, attacked, patterns: patterns.length, groups };
}

/** True, or in words how much memory is missing. */
export function fitsMemory(size: InteriorSize): true | string {
  const { n, d, patterns } = size;
  const forWhat = `${n} rows, ${d} columns and ${patterns} patterns`;
  return fitsAllowed(interiorBytes(size), 'interior needs', forWhat);
}
