import type { ConvexOptions } from '../../core/generated/documents.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { Pattern, PatternSet } from '../patterns/pattern.js';
import { samplePatterns } from '../patterns/sampled.js';
import type { WarmStart } from '../warm-start.js';
import { chooseProver } from './choose-prover.js';
import type { Search } from './generate-columns.js';

/** Patterns that a search starts from where nothing else is said. */
const startingPatterns = 16;

/** What every search needs of its run. */
export interface SearchContext {
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * The search for patterns that the options ask for: `priced` from the sampled patterns found, `enumerate` among all of
 * them, which ends at the optimum of the program on all of them and is solved much sooner. Undefined where the patterns
 * are fixed: in all other cases, and with a threat. `previous`: the patterns that a search at another weight ended with,
 * and what they are known to give here.
 */
export function planSearch(
  problem: Problem,
  { patterns: wanted, tolerance }: ConvexOptions,
  found: PatternSet,
  context: SearchContext,
  previous: { readonly start: readonly Pattern[]; readonly known: WarmStart } | undefined,
): Search | undefined {
  if (isAdversarial(problem)) return undefined;
  if (wanted?.method === 'priced') {
    return searchFrom(problem, wanted.gap, context, { start: found.patterns, ...previous });
  }
  if (!found.complete) return undefined;
  return searchFrom(problem, tolerance, context, { cells: found.patterns, ...previous });
}

/** A search to a relative gap; from sampled patterns and with a prover of its own where they are not given. */
export function searchFrom(
  { train: { x }, weight }: Problem,
  gap: number,
  { seed, signal }: SearchContext,
  given: {
    readonly start?: readonly Pattern[];
    readonly cells?: readonly Pattern[];
    readonly known?: WarmStart;
  } = {},
): Search {
  const few = { method: 'sampled', distinct: startingPatterns } as const;
  return {
    start: given.start ?? samplePatterns(x, few, createRandom(seed, 'patterns')).patterns,
    gap,
    prover: chooseProver(x, weight, seed, signal, given.cells),
    random: createRandom(seed, 'ascents'),
    ...(given.known ? { known: given.known } : {}),
  };
}
