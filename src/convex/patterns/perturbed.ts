import type { PerturbedPatterns } from '../../core/generated/documents.js';
import type { Matrix } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';
import { gaussianDirection } from './gaussian-direction.js';
import { type Pattern, type PatternSet, patternOf, patternText } from './pattern.js';

/** Patterns tried at most per distinct one wanted. */
const triesPerPattern = 50;

/**
 * Algorithm 2 of Bai et al.: a ~ N(0, I_d) gives [X a >= 0] and, for S - 1 random vertices
 * Xbar = X + e o sgn(R), R ~ N(0, 1)^(n, d), of the boxes, [Xbar a >= 0]; duplicates dropped, first-seen order kept.
 * Ends at `distinct` patterns, or after ceil(50 distinct / S) directions with fewer.
 *
 * A neuron that is active by such a pattern on every box is so on the clean rows, so patterns that no clean direction
 * has force their neurons to zero. They are found out and dropped before the program is solved.
 */
export function perturbedPatterns(
  x: Matrix,
  radii: Float64Array,
  { distinct, perturbations }: PerturbedPatterns,
  random: Random,
): PatternSet {
  const maxDraws = Math.ceil((triesPerPattern * distinct) / perturbations);
  const found = new Map<string, Pattern>();
  const add = (pattern: Pattern) => {
    const key = patternText(pattern.active);
    if (!found.has(key)) found.set(key, pattern);
  };

  let draws = 0;
  while (draws < maxDraws && found.size < distinct) {
    const direction = gaussianDirection(x.cols, random);
    add(patternOf(x, direction));
    for (let j = 1; j < perturbations && found.size < distinct; j++) {
      add({ active: patternOf(randomVertex(x, radii, random), direction).active });
    }
    draws++;
  }

  const note =
    found.size < distinct
      ? `found ${found.size} of the ${distinct} distinct patterns wanted in ${draws} directions`
      : undefined;
  return { patterns: [...found.values()], draws, ...(note ? { note } : {}) };
}

/** X + e o sgn(R): every row at a random vertex of its box. */
function randomVertex(x: Matrix, radii: Float64Array, random: Random): Matrix {
  return { ...x, data: x.data.map((value, i) => value + random.sign() * radii[i % x.cols]!) };
}
