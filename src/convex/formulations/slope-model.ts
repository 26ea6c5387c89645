import { type Matrix, row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { Cones } from '../../plugins/conic-solver.js';
import type { ActivityGroups } from '../activity-groups.js';
import type { Neurons } from '../neurons.js';
import { normBlock } from '../norms/index.js';
import type { ProgramBuilder, Terms } from '../program-builder.js';
import type { Scaling } from './formulation.js';

/** How much neuron i counts in the slope that sample k sees: its output sign times its own slope there. */
export type Weight = (i: number, k: number) => number;

/**
 * The part that all training programs share: neurons u_i with their norms, the slopes g_k = sum_i weight(i, k) u_i,
 * and bounds p >= |u|, q >= |g| in the columns with e_j > 0, q once per group of samples that see the same slope.
 */
export interface SlopeModel {
  /** factor * x_k . g_k, in the units of the problem. */
  prediction(k: number, factor: number): Terms;
  /** factor * sum_j e_j |g_kj|, in the units of the problem. */
  slopeReach(k: number, factor: number): [number, number][];
  /** factor * x_k . u_i, in the units of the neurons. */
  activation(i: number, k: number, factor: number): Terms;
  /** factor * sum_j e_j |u_ij|, in the units of the neurons. */
  neuronReach(i: number, factor: number): [number, number][];
  /** Adds the rows behind p and q; call once, after the rows that should stand before them. */
  addBounds(): void;
  recover(x: Float64Array): Neurons;
  /** Multiplier r of the slopes (groups x d), from the multipliers of the nonnegative rows in neuron units. */
  shift(multiplier: (row: number) => number): Matrix;
}

export function slopeModel(
  builder: ProgramBuilder,
  problem: Problem,
  count: number,
  weight: Weight,
  groups: ActivityGroups,
  scaling: Scaling,
): SlopeModel {
  const { x } = problem.train;
  const d = x.cols;
  const attacked = Array.from({ length: d }, (_, j) => j).filter((j) => problem.radii[j]! > 0);
  const norms = builder.variables(count, scaling.objective * problem.weight * scaling.neurons);
  const neurons = builder.variables(count * d);
  const { epigraph } = normBlock(problem.norm);
  for (let i = 0; i < count; i++) epigraph(builder, norms + i, neurons + i * d, d);
  const p = builder.variables(count * attacked.length);
  const q = builder.variables(groups.representative.length * attacked.length);

  const bounds: { group: number; column: number; above: number; below: number }[] = [];

  function* slope(k: number, factor: number, weights: Float64Array): Terms {
    for (let i = 0; i < count; i++) {
      const scale = factor * weight(i, k);
      if (scale === 0) continue;
      for (let j = 0; j < d; j++) yield [neurons + i * d + j, scale * weights[j]!];
    }
  }
  function* belowBound(bound: number, k: number, j: number, sign: number): Terms {
    yield [bound, 1];
    for (let i = 0; i < count; i++) {
      const scale = weight(i, k);
      if (scale !== 0) yield [neurons + i * d + j, -sign * scale];
    }
  }

  return {
    prediction: (k, factor) => slope(k, factor * scaling.neurons, row(x, k)),
    slopeReach: (k, factor) =>
      attacked.map((j, a) => [
        q + groups.group[k]! * attacked.length + a,
        factor * scaling.neurons * problem.radii[j]!,
      ]),
    *activation(i, k, factor) {
      const point = row(x, k);
      for (let j = 0; j < d; j++) yield [neurons + i * d + j, factor * point[j]!];
    },
    neuronReach: (i, factor) =>
      attacked.map((j, a) => [p + i * attacked.length + a, factor * problem.radii[j]!]),
    addBounds() {
      for (let i = 0; i < count; i++) {
        for (const [a, j] of attacked.entries()) {
          for (const sign of [1, -1]) {
            const terms = [
              [p + i * attacked.length + a, 1],
              [neurons + i * d + j, -sign],
            ] as const;
            builder.nonnegative(terms, 0);
          }
        }
      }
      groups.representative.forEach((k, group) => {
        for (const [a, column] of attacked.entries()) {
          const bound = q + group * attacked.length + a;
          const above = builder.nonnegative(belowBound(bound, k, column, 1), 0);
          const below = builder.nonnegative(belowBound(bound, k, column, -1), 0);
          bounds.push({ group, column, above, below });
        }
      });
    },
    recover: (solution) => ({
      rows: count,
      cols: d,
      data: solution.slice(neurons, neurons + count * d).map((value) => value * scaling.neurons),
    }),
    shift(multiplier) {
      const shift = zeros(groups.representative.length, d);
      for (const { group, column, above, below } of bounds) {
        shift.data[group * d + column] = multiplier(above) - multiplier(below);
      }
      return shift;
    },
  };
}

/**
 * The solver's multipliers in the units of the problem, by kind of row; `homogeneous` gives those of nonnegative rows
 * written in neuron units.
 */
export function multipliersOf(z: Float64Array, cones: Cones, scaling: Scaling) {
  const part = (start: number, end: number) =>
    z.subarray(start, end).map((value) => value / scaling.objective);
  const zero = part(0, cones.zero);
  const nonnegative = part(cones.zero, cones.zero + cones.nonnegative);
  const exponential = part(z.length - 3 * (cones.exponential ?? 0), z.length);
  const homogeneous = (r: number) => Math.max(0, nonnegative[r]!) / scaling.neurons;
  return { zero, nonnegative, exponential, homogeneous };
}
