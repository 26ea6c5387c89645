import { type InputError, inputError } from '../../core/errors.js';
import type { ConvexOptions } from '../../core/generated/documents.js';
import type { GroupNorm } from '../../core/norms/group-norm.js';
import { normText } from '../../core/norms/index.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import { fitsAllowed } from '../memory-allowed.js';
import { couplingNumbers, couplingWay, couplingWork } from './coupling-way.js';
import { splittingLosses } from './loss-prox.js';

/** The name under which options ask for the splitting method. */
export const splittingName = 'splitting';

/** True, or why the splitting method has no program for the problem with these options. */
export function splittingSupports(problem: Problem, options: ConvexOptions): true | string {
  if (options.outputs === 'shared')
    return 'splitting has programs whose neurons feed one output each, not shared ones';
  if (isAdversarial(problem)) return 'splitting solves standard programs, without a threat';
  if (options.patterns?.method === 'priced')
    return 'splitting solves programs of fixed patterns; priced patterns need multipliers of high accuracy';
  const losses = splittingLosses();
  if (!losses.includes(problem.loss.name))
    return `splitting has proximal maps of the losses ${losses.join(' and ')}, not of ${problem.loss.name}`;
  return true;
}

/** Throws InputError (`pointer`: of the backend) where the splitting method has no such program. */
export function checkSplitting(problem: Problem, options: ConvexOptions, pointer: string): void {
  const reason = splittingSupports(problem, options);
  if (reason !== true) throw inputError(pointer, reason, ['auto', 'interior', 'clarabel']);
}

/** What is wrong with any other backend (at `pointer`) for a norm that is a penalty. */
export function needsSplitting({ spec }: GroupNorm, backend: string, pointer: string): InputError {
  const message = `${backend} writes norms as rows and cones, and none are known of ${normText(spec)}: splitting takes it by its operator`;
  return inputError(pointer, message, [splittingName]);
}

/** Arrays as long as all cone rows of one sign, 2 P n of them over both, that a solve and its reports hold at a time. */
const rowArrays = 16;
const neuronArrays = 20;

/** Bytes of a solve: what couples the neurons (coupling-way.ts), and its arrays. */
export function splittingBytes(size: { n: number; d: number; patterns: number }): number {
  const { n, d, patterns: P } = size;
  const coupling = couplingNumbers(size, couplingWay(size));
  return 8 * (coupling + rowArrays * P * n + neuronArrays * P * d + 4 * n * d);
}

/** Multiply-adds of an iteration. */
export function splittingWork(size: { n: number; d: number; patterns: number }): number {
  const { n, d, patterns: P } = size;
  return 4 * P * n * d + couplingWork(size, couplingWay(size));
}

/** True, or in words how much memory is missing. */
export function splittingFits({ train: { x } }: Pick<Problem, 'train'>, patterns: number): true | string {
  const needed = splittingBytes({ n: x.rows, d: x.cols, patterns });
  return fitsAllowed(needed, 'splitting needs', `${x.rows} rows and ${patterns} patterns`);
}
