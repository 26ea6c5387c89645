import { addScaled, type Matrix, row } from '../core/matrix.js';
import type { Neurons } from './neurons.js';
import { coneMargin, type Pattern } from './patterns/pattern.js';

/** What had to be done to a solver's neurons before they lay in their cones. */
export interface Repair {
  readonly neurons: Neurons;
  /** Largest violation of a cone row before the repair. */
  readonly violation: number;
  /** Neurons outside their cone for which no interior direction is known: left as they were. */
  readonly unrepaired: number;
}

/**
 * Moves each neuron that leaves its (robust) cone back along an interior direction a of its pattern:
 * u + tau a, tau = violation / margin(a). The cone is convex, so this restores every row.
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
  for (let i = 0; i < neurons.rows; i++) {
    const pattern = patterns[i % patterns.length]!;
    const neuron = row(repaired, i);
    const margin = coneMargin(x, radii, pattern, neuron);
    if (margin >= 0) continue;
    violation = Math.max(violation, -margin);
    const inside = pattern.direction ? coneMargin(x, radii, pattern, pattern.direction) : 0;
    if (inside > 0) addScaled(neuron, -margin / inside, pattern.direction!);
    else unrepaired++;
  }
  return { neurons: repaired, violation, unrepaired };
}
