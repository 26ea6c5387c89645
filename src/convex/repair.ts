import { addScaled, type Matrix, row, selectRows } from '../core/matrix.js';
import { isAdversarial } from '../core/problem.js';
import type { Neurons } from './neurons.js';
import { nnls } from './nnls.js';
import { facetRows } from './patterns/facets.js';
import { coneMargin, type Pattern, signOf } from './patterns/pattern.js';

/** What had to be done to a solver's neurons before they lay in their cones. */
export interface Repair {
  readonly neurons: Neurons;
  /** Largest violation of a cone row before the repair. */
  readonly violation: number;
  /** Neurons outside their cone for which no interior direction is known: left as they were. */
  readonly unrepaired: number;
}

/**
 * Puts each neuron that leaves its (robust) cone back into it. Without a threat first to the nearest point of the cell:
 * cells may be narrow, and then the way along a direction inside is long. What is left, rounding or a threat, is made up
 * for along an interior direction a of its pattern: u + tau a, tau = violation / margin(a). The cone is convex, so this
 * restores every row.
 */
export function repairCones(
  x: Matrix,
  radii: Float64Array,
  patterns: readonly Pattern[],
  neurons: Neurons,
): Repair {
  const repaired = { ...neurons, data: neurons.data.slice() };
  let violation = 0;
  let unrepaired = 0;
  const threatened = isAdversarial({ radii });
  for (let i = 0; i < neurons.rows; i++) {
    const pattern = patterns[i % patterns.length]!;
    const neuron = row(repaired, i);
    let margin = coneMargin(x, radii, pattern, neuron);
    if (margin >= 0) continue;
    violation = Math.max(violation, -margin);
    if (!threatened) {
      neuron.set(nearestInCell(x, pattern, neuron));
      margin = coneMargin(x, radii, pattern, neuron);
      if (margin >= 0) continue;
    }
    const inside = pattern.direction ? coneMargin(x, radii, pattern, pattern.direction) : 0;
    if (inside > 0) addScaled(neuron, -margin / inside, pattern.direction!);
    else unrepaired++;
  }
  return { neurons: repaired, violation, unrepaired };
}

/** The nearest point of {u : s_k x_k . u >= 0}: u plus the nonnegative combination of walls that least squares finds. */
function nearestInCell(x: Matrix, pattern: Pattern, u: Float64Array): Float64Array {
  const rows = facetRows(x, pattern);
  const outward = selectRows(x, rows);
  rows.forEach((k, i) => {
    if (signOf(pattern, k) > 0) addScaled(row(outward, i), -2, row(x, k));
  });
  return nnls(outward, u).residual;
}
