import { addScaled, type Matrix, norm2, row } from '../core/matrix.js';
import { isAdversarial } from '../core/problem.js';
import { cellMargins } from './cell-margins.js';
import { type CellTarget, wallsOf } from './cell-target.js';
import type { DenseKernels } from './kernels/dense-kernels.js';
import { plainKernels } from './kernels/plain.js';
import { nearestInCells } from './nearest-in-cells.js';
import type { Neurons } from './neurons.js';
import { nnls } from './nnls.js';
import { facetRows, mostFacetColumns } from './patterns/facets.js';
import { coneMargin, type Pattern } from './patterns/pattern.js';

/** What had to be done to a solver's neurons before they lay in their cones. */
export interface Repair {
  readonly neurons: Neurons;
  /** Largest violation of a cone row before the repair. */
  readonly violation: number;
  /** Neurons outside their cone for which no interior direction is known: left as they were. */
  readonly unrepaired: number;
}

/** How neurons are put back. */
export interface RepairWays {
  /** Products of many rows and columns. */
  readonly kernels?: DenseKernels;
  /** Whether nearest points are looked for among those with the neuron's zeros, for norms that prefer them. */
  readonly keepsZeros?: boolean;
  /** Walls that held each neuron the last time, by its index: read as a first guess, and kept up to date. */
  readonly walls?: Map<number, readonly number[]>;
}

/**
 * Puts each neuron that leaves its (robust) cone back into it. Without a threat first to the nearest point of the cell:
 * cells may be narrow, and then the way along a direction inside is long. What is left, rounding or a threat, is made up
 * for along an interior direction a of its pattern: u + tau a, tau = violation / margin(a). The cone is convex, so this
 * restores every row. Where that way is longer than the neuron, the cone's apex 0 is nearer.
 */
export function repairCones(
  x: Matrix,
  radii: Float64Array,
  patterns: readonly Pattern[],
  neurons: Neurons,
  { kernels = plainKernels, keepsZeros = false, walls = new Map() }: RepairWays = {},
): Repair {
  const repaired = { ...neurons, data: neurons.data.slice() };
  const patternOf = (i: number) => patterns[i % patterns.length]!;
  const leaving = () =>
    Array.from(cellMargins(x, radii, patterns, repaired, kernels), (margin, i) => ({ i, margin })).filter(
      ({ margin }) => margin < 0,
    );
  let outside = leaving();
  const violation = outside.reduce((worst, { margin }) => Math.max(worst, -margin), 0);
  if (!isAdversarial({ radii })) {
    const targets = outside.map(({ i }) => {
      const guess = walls.get(i);
      return {
        pattern: patternOf(i),
        point: row(neurons, i),
        keepsZeros,
        ...(guess ? { walls: guess } : {}),
      };
    });
    if (x.cols > mostFacetColumns) {
      const nearest = nearestInCells(x, targets, kernels);
      for (const [at, { i }] of outside.entries()) {
        const found = nearest[at];
        if (!found) continue;
        row(repaired, i).set(found.point);
        walls.set(i, found.walls);
      }
    } else {
      for (const [at, { i }] of outside.entries()) row(repaired, i).set(nearestByFacets(x, targets[at]!));
    }
    outside = leaving();
  }
  let unrepaired = 0;
  for (const { i, margin } of outside) {
    const { direction } = patternOf(i);
    const inside = direction ? coneMargin(x, radii, patternOf(i), direction) : 0;
    const way = -margin / inside;
    const neuron = row(repaired, i);
    if (!(inside > 0)) unrepaired++;
    else if (way * norm2(direction!) > norm2(neuron)) neuron.fill(0);
    else addScaled(neuron, way, direction!);
  }
  return { neurons: repaired, violation, unrepaired };
}

/** The nearest point of {u : s_k x_k . u >= 0}: u plus the nonnegative combination of facets that least squares finds. */
function nearestByFacets(x: Matrix, target: CellTarget): Float64Array {
  const outward = wallsOf(x, target, facetRows(x, target.pattern), -1);
  return nnls(outward, target.point).residual;
}
