import { inputError } from '../../core/errors.js';
import type { ConvexOptions } from '../../core/generated/documents.js';
import { isAdversarial, type Problem } from '../../core/problem.js';

/** Why neurons cannot feed several outputs here; undefined where they can. */
function obstacle(problem: Problem, { patterns }: ConvexOptions): string | undefined {
  if (isAdversarial(problem)) return 'a threat is met output by output';
  if (problem.norm.spec.norm !== 'l2') return 'its bound is one of the l2 norm';
  if (patterns?.method === 'priced') return 'priced looks for the patterns of one output';
  return undefined;
}

/** True where neurons shall feed several outputs. */
export function sharesOutputs({ outputs }: ConvexOptions): boolean {
  return outputs === 'shared';
}

/** Throws InputError (`pointer`: of the options) where `shared` is asked for and cannot be. */
export function checkOutputs(problem: Problem, options: ConvexOptions, pointer: string): void {
  const why = sharesOutputs(options) && obstacle(problem, options);
  if (why) throw inputError(`${pointer}/outputs`, `shared is not possible here: ${why}`, ['one-vs-rest']);
}
