import { addScaled, dot, type Matrix, norm2, row } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';
import { cellNear } from '../patterns/cell-near.js';
import { gaussianDirection } from '../patterns/gaussian-direction.js';
import { type Pattern, patternOf, patternText, signOf } from '../patterns/pattern.js';
import { coneMaximum, pullOf, wallsOf } from './cell-maximum.js';
import type { PricedPattern } from './prover.js';

/** Random directions that ascents start from, each for both signs. */
const starts = 64;
const maxSteps = 50;
/** Rise of the maximum that makes crossing a wall worth while. */
const leastRise = 1e-9;
/** How far a step across a wall strays from the wall's normal. */
const straying = 0.01;

/**
 * Cells above the threshold that local ascents of |nu . (X u)_+| on the unit sphere come to, from random directions
 * and from those of the given patterns: u <- its gradient X' D(u) nu, normalised, while that climbs; then from cell to
 * cell across the walls that hold the maximum back, while that rises. A heuristic: finding none proves nothing.
 */
export function priceByAscents(
  x: Matrix,
  nu: Float64Array,
  threshold: number,
  patterns: readonly Pattern[],
  random: Random,
): PricedPattern[] {
  const directions = [
    ...Array.from({ length: starts }, () => gaussianDirection(x.cols, random)),
    ...patterns.flatMap(({ direction }) => (direction ? [direction] : [])),
  ];
  return [nu, nu.map((value) => -value)].flatMap((signed) => {
    const found = new Map<string, PricedPattern>();
    const visited = new Set<string>();
    for (const direction of directions) {
      const top = climb(x, signed, direction);
      const entered = cellNear(x, top, gaussianDirection(x.cols, random));
      const priced = crossWalls(x, signed, entered, visited, random);
      if (priced && priced.value > threshold) found.set(patternText(priced.pattern.active), priced);
    }
    return [...found.values()];
  });
}

/** The best direction on the way up by normalised gradients. */
function climb(x: Matrix, nu: Float64Array, start: Float64Array): Float64Array {
  let best = start;
  let height = Number.NEGATIVE_INFINITY;
  let direction = start;
  for (let step = 0; step < maxSteps; step++) {
    const pull = pullOf(x, patternOf(x, direction).active, nu);
    const reached = dot(pull, direction) / norm2(direction);
    if (!(reached > height)) break;
    height = reached;
    best = direction;
    if (norm2(pull) === 0) break;
    direction = pull;
  }
  return best;
}

/** Goes to the best neighbour while that is better; undefined where this comes upon a cell visited before. */
function crossWalls(
  x: Matrix,
  nu: Float64Array,
  start: Pattern,
  visited: Set<string>,
  random: Random,
): PricedPattern | undefined {
  let best = price(x, nu, start);
  for (;;) {
    const key = patternText(best.pattern.active);
    if (visited.has(key)) return undefined;
    visited.add(key);
    let next = best;
    for (const wall of best.tight) {
      // A little aside of the wall's normal: where walls meet, there is no telling which cell lies straight ahead.
      const across = gaussianDirection(x.cols, random).map((value) => straying * value);
      addScaled(across, -signOf(best.pattern, wall) / norm2(row(x, wall)), row(x, wall));
      const neighbour = price(x, nu, cellNear(x, best.peak, across));
      if (neighbour.value > next.value * (1 + leastRise)) next = neighbour;
    }
    if (next === best) return best;
    best = next;
  }
}

function price(
  x: Matrix,
  nu: Float64Array,
  pattern: Pattern,
): PricedPattern & { readonly tight: readonly number[] } {
  const { value, direction, tight } = coneMaximum(wallsOf(x, pattern.active), pullOf(x, pattern.active, nu));
  return { pattern, value, peak: direction, tight };
}
