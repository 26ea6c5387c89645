import type { SampledPatterns } from '../../core/generated/documents.js';
import type { Matrix } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';
import { gaussianDirection } from './gaussian-direction.js';
import { type Pattern, type PatternSet, patternOf, patternText } from './pattern.js';

/** Draws at most per distinct pattern wanted, and repeats in a row at most, before sampling gives up. */
const drawsPerPattern = 50;
const repeatsPerPattern = 20;

/**
 * Algorithm 1 of Bai et al.: a ~ N(0, I_d), D = [X a >= 0], duplicates dropped, first-seen order kept.
 * `draws`: so many draws. `distinct`: draws until so many distinct patterns are held or the caps above are met
 * (there may be fewer patterns than wanted: n points of rank r have at most 2 sum_{j<r} C(n-1, j)).
 * `first` patterns stand at the front and count as distinct ones.
 */
export function samplePatterns(
  x: Matrix,
  options: SampledPatterns,
  random: Random,
  first: readonly Pattern[] = [],
): PatternSet {
  const wanted = options.distinct ?? Number.POSITIVE_INFINITY;
  const maxDraws = options.draws ?? drawsPerPattern * wanted;
  const maxRepeats = options.draws === undefined ? repeatsPerPattern * wanted : Number.POSITIVE_INFINITY;

  const found = new Map(first.map((pattern) => [patternText(pattern.active), pattern]));
  let draws = 0;
  let repeats = 0;
  while (draws < maxDraws && found.size < wanted && repeats < maxRepeats) {
    const pattern = patternOf(x, gaussianDirection(x.cols, random));
    const key = patternText(pattern.active);
    draws++;
    repeats = found.has(key) ? repeats + 1 : 0;
    if (!found.has(key)) found.set(key, pattern);
  }

  const missing = options.distinct !== undefined && found.size < wanted;
  const note = missing
    ? `found ${found.size} of the ${wanted} distinct patterns wanted in ${draws} draws`
    : undefined;
  return { patterns: [...found.values()], draws, ...(note ? { note } : {}) };
}
