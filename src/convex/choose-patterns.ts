import { inputError } from '../core/errors.js';
import type { ConvexOptions } from '../core/generated/documents.js';
import type { Matrix } from '../core/matrix.js';
import { normText } from '../core/norms/index.js';
import { hiddenWidth, isAdversarial, type Problem, type Sample } from '../core/problem.js';
import { createRandom } from '../core/random.js';
import { allPatterns, checkEnumerable } from './patterns/enumerated.js';
import { explicitPatterns } from './patterns/explicit.js';
import type { Pattern, PatternSet } from './patterns/pattern.js';
import { perturbedPatterns } from './patterns/perturbed.js';
import { samplePatterns } from './patterns/sampled.js';
import { fitsConicSolver } from './soft/conic-size.js';

/** What patterns depend on. */
export type PatternProblem = Pick<Problem, 'radii' | 'model'> & { readonly train: Pick<Sample, 'x'> };

/** Throws InputError (`pointer`: of the options) where the patterns asked for do not fit the problem. */
export function checkPatterns(
  problem: PatternProblem,
  { patterns, robust }: ConvexOptions,
  pointer: string,
): void {
  const { x } = problem.train;
  if (patterns?.method === 'explicit') {
    explicitPatterns(patterns.patterns, x.rows, `${pointer}/patterns/patterns`);
  }
  if (patterns?.method === 'enumerate') {
    const instead = isAdversarial(problem) ? ['sampled', 'perturbed'] : ['priced', 'sampled'];
    checkEnumerable(x, `${pointer}/patterns/method`, instead);
  }
  if (patterns?.method === 'priced' && isAdversarial(problem)) {
    checkSoftPricing(x, robust, patterns.start, pointer);
  }
}

/** Pricing solves the soft program again and again, and no other robust one. */
function checkSoftPricing(x: Matrix, robust: ConvexOptions['robust'], start: number, pointer: string): void {
  if (robust === 'stable') {
    throw inputError(
      `${pointer}/patterns/method`,
      'priced looks for the patterns of standard training or for the slopes of soft programs; with robust: stable use sampled, perturbed, enumerate or explicit',
      ['sampled', 'perturbed', 'enumerate', 'explicit'],
    );
  }
  if (!fitsConicSolver(2 * start, x)) {
    throw inputError(
      `${pointer}/patterns/start`,
      `the soft program on ${start} patterns of ${x.rows} rows and ${x.cols} columns is too large to be solved again and again: start with fewer patterns, or use sampled`,
    );
  }
}

/**
 * Throws InputError (`pointer`: of the options) where the patterns are to be searched, which takes bounds over whole
 * cells: those are projections, that is for the l2 norm only.
 */
export function checkPatternsForNorm(
  { norm }: Pick<Problem, 'norm'>,
  { patterns }: ConvexOptions,
  pointer: string,
): void {
  const method = patterns?.method;
  if (norm.spec.norm === 'l2' || (method !== 'priced' && method !== 'enumerate')) return;
  throw inputError(
    `${pointer}/patterns/method`,
    `${method} bounds all patterns for the l2 norm only, not for ${normText(norm.spec)}; use sampled, perturbed or explicit`,
    ['sampled', 'perturbed', 'explicit'],
  );
}

/**
 * The patterns the options ask for; for `priced`, those it starts from. Default: as many distinct sampled ones as half
 * the model's width, because each pattern gives up to two neurons. With a threat the all-active pattern comes first
 * among sampled ones: its neurons are stable wherever a bias column dominates, so the program contains the robust linear
 * model. Throws InputError as {@link checkPatterns} does.
 */
export function choosePatterns(
  problem: PatternProblem,
  options: ConvexOptions,
  seed: number,
  pointer: string,
): PatternSet {
  checkPatterns(problem, options, pointer);
  const { x } = problem.train;
  const random = createRandom(seed, 'patterns');
  const wanted = options.patterns ?? {
    method: 'sampled',
    distinct: Math.max(1, Math.floor(hiddenWidth(problem) / 2)),
  };
  const first = isAdversarial(problem) ? [allActive(problem)] : [];
  switch (wanted.method) {
    case 'explicit':
      return explicitPatterns(wanted.patterns, x.rows, `${pointer}/patterns/patterns`);
    case 'sampled':
      return samplePatterns(x, wanted, random, first);
    case 'perturbed':
      return perturbedPatterns(x, problem.radii, wanted, random);
    case 'enumerate':
      return allPatterns(x);
    case 'priced':
      return startingPatterns(
        samplePatterns(x, { method: 'sampled', distinct: wanted.start }, random, first),
      );
  }
}

/** Fewer patterns than wanted are no news where a search goes on from them. */
function startingPatterns({ patterns, draws }: PatternSet): PatternSet {
  return { patterns, ...(draws === undefined ? {} : { draws }) };
}

/** The pattern of a neuron that is active on every row. */
function allActive({ train: { x } }: PatternProblem): Pattern {
  return { active: new Uint8Array(x.rows).fill(1) };
}
