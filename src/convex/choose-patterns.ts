import type { ConvexOptions } from '../core/generated/documents.js';
import { hiddenWidth, isAdversarial, type Problem } from '../core/problem.js';
import { createRandom } from '../core/random.js';
import { explicitPatterns } from './patterns/explicit.js';
import type { Pattern, PatternSet } from './patterns/pattern.js';
import { samplePatterns } from './patterns/sampled.js';

/**
 * The patterns the options ask for. Default: as many distinct sampled ones as half the model's width, because each
 * pattern gives up to two neurons. With a threat the all-active pattern comes first: its neurons are stable
 * wherever a bias column dominates, so the program contains the robust linear model. Throws InputError where explicit
 * patterns do not fit the data (`pointer`: of the options).
 */
export function choosePatterns(
  problem: Problem,
  options: ConvexOptions,
  seed: number,
  pointer: string,
): PatternSet {
  const { x } = problem.train;
  const wanted = options.patterns ?? {
    method: 'sampled',
    distinct: Math.max(1, Math.floor(hiddenWidth(problem) / 2)),
  };
  switch (wanted.method) {
    case 'explicit':
      return explicitPatterns(wanted.patterns, x.rows, `${pointer}/patterns/patterns`);
    case 'sampled': {
      const first = isAdversarial(problem) ? [allActive(problem)] : [];
      return samplePatterns(x, wanted, createRandom(seed, 'patterns'), first);
    }
  }
}

/** The pattern of a neuron that is active on every row. */
function allActive({ train: { x } }: Problem): Pattern {
  return { active: new Uint8Array(x.rows).fill(1) };
}
