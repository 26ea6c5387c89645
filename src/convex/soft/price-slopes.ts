import { setImmediate as nextTurn } from 'node:timers/promises';
import { addScaled, dot, type Matrix, norm2, row } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';
import { gaussianDirection } from '../patterns/gaussian-direction.js';
import { normalise } from '../patterns/row-space.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import { type ReducedCost, reducedCost, type SoftPull } from './reduced-cost.js';
import type { SoftProblem } from './soft-range.js';

/** Directions that ascents of either sign start from, besides those given: the best of so many times as many. */
export const freshStarts = 48;
const drawsPerStart = 12;
/** Steps of an ascent, on the unit sphere; their lengths fall from the first to the last by a constant factor. */
const steps = 60;
const firstStep = 0.4;
const lastStep = 0.002;
/** Maxima whose directions have a greater cosine are one maximum. */
const sameMaximum = 0.98;

/** A neuron that the soft program does not hold yet: output sign, slopes, and how far it exceeds what its dual allows. */
export interface PricedNeuron {
  readonly sign: 1 | -1;
  readonly slopes: Float64Array;
  /** Unit vector. */
  readonly direction: Float64Array;
  /** phi / beta at the direction. */
  readonly excess: number;
}

/**
 * Local maxima of phi_sigma(u) / beta over unit u, for both signs, greatest first, one of those that lie close together;
 * from random directions, from differences of two rows and from the given ones. A heuristic: it proves nothing about
 * the greatest maximum. Throws SolveAborted when the signal is aborted.
 */
export async function priceSlopes(
  problem: SoftProblem,
  pull: SoftPull,
  given: readonly Float64Array[],
  random: Random,
  signal: AbortSignal,
): Promise<PricedNeuron[]> {
  const draws = Array.from({ length: drawsPerStart * freshStarts }, (_, i) => freshStart(problem, i, random));
  const maxima: PricedNeuron[] = [];
  for (const sign of [1, -1] as const) {
    for (const start of [...given, ...highest(problem, pull, sign, draws)]) {
      await nextTurn();
      if (signal.aborted) throw new SolveAborted();
      const { direction, cost } = ascend(problem, pull, sign, start);
      maxima.push({ sign, slopes: cost.slopes, direction, excess: cost.value / problem.weight });
    }
  }
  maxima.sort((a, b) => b.excess - a.excess);
  const apart: PricedNeuron[] = [];
  for (const one of maxima) {
    const known = apart.some(
      (other) => other.sign === one.sign && dot(other.direction, one.direction) > sameMaximum,
    );
    if (!known) apart.push(one);
  }
  return apart;
}

/** The draws with the greatest phi. */
function highest(
  problem: SoftProblem,
  pull: SoftPull,
  sign: 1 | -1,
  draws: readonly Float64Array[],
): Float64Array[] {
  const heights = draws.map((u) => reducedCost(problem, pull, sign, u).value);
  const order = Array.from(draws.keys()).sort((i, j) => heights[j]! - heights[i]!);
  return order.slice(0, freshStarts).map((i) => draws[i]!);
}

/** In turns, of length 1: a random direction, the difference of two rows, and that with a random share of the mean row. */
function freshStart({ train: { x } }: SoftProblem, i: number, random: Random): Float64Array {
  const direction = i % 3 === 0 ? gaussianDirection(x.cols, random) : rowDifference(x, i % 3 === 2, random);
  normalise(direction);
  return direction;
}

function rowDifference(x: Matrix, shifted: boolean, random: Random): Float64Array {
  const direction = row(x, random.integer(x.rows)).slice();
  addScaled(direction, -1, row(x, random.integer(x.rows)));
  if (shifted) {
    const share = random.normal() / x.rows;
    for (let k = 0; k < x.rows; k++) addScaled(direction, share, row(x, k));
  }
  return norm2(direction) > 0 ? direction : gaussianDirection(x.cols, random);
}

/** The best unit vector on the way of ever shorter steps along the gradient. */
function ascend(
  problem: SoftProblem,
  pull: SoftPull,
  sign: 1 | -1,
  start: Float64Array,
): { readonly direction: Float64Array; readonly cost: ReducedCost } {
  const u = start.slice();
  normalise(u);
  let direction = u.slice();
  let cost = reducedCost(problem, pull, sign, u);
  let { gradient } = cost;
  for (let t = 0; t < steps; t++) {
    const along = gradient.slice();
    addScaled(along, -dot(along, u), u);
    normalise(along);
    addScaled(u, firstStep * (lastStep / firstStep) ** (t / (steps - 1)), along);
    normalise(u);
    const next = reducedCost(problem, pull, sign, u);
    gradient = next.gradient;
    if (next.value > cost.value) {
      cost = next;
      direction = u.slice();
    }
  }
  return { direction, cost };
}
