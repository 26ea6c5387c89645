import type { ConvexOptions } from '../core/generated/documents.js';
import { isAdversarial, type Problem } from '../core/problem.js';

export type RobustMode = 'stable' | 'soft' | 'soft-mm';

/** Explicit patterns ask for the paper's program on just these patterns; otherwise the soft one is better. */
export function robustMode(
  problem: Pick<Problem, 'radii'>,
  { robust, patterns }: Pick<ConvexOptions, 'robust' | 'patterns'>,
): RobustMode {
  if (!isAdversarial(problem)) return 'stable';
  return robust ?? (patterns?.method === 'explicit' ? 'stable' : 'soft');
}
