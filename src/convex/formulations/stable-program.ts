import { type Matrix, row, zeros } from '../../core/matrix.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import type { ConicProgram } from '../../plugins/conic-solver.js';
import { type ActivityGroups, activityGroups } from '../activity-groups.js';
import type { LossBlock, LossMultipliers } from '../losses/loss-block.js';
import { type Neurons, outputSign } from '../neurons.js';
import { type Pattern, signOf } from '../patterns/pattern.js';
import { programBuilder, type Terms } from '../program-builder.js';
import type { Scaling } from './formulation.js';

/** Multipliers of all rows of the training program, in its own (unscaled) units. */
export interface Multipliers {
  readonly loss: LossMultipliers;
  /** mu_ik of the cone rows, shape (2P, n). */
  readonly cone: Matrix;
  /** r, the multiplier of the slopes g, one row per activity group, all d columns; zero in standard training. */
  readonly shift: Matrix;
}

export interface StableProgram {
  readonly program: ConicProgram;
  readonly groups: ActivityGroups;
  /** The way back from a primal solution. */
  recover(x: Float64Array): Neurons;
  /** The way back from a dual solution. */
  multipliers(z: Float64Array): Multipliers;
}

/**
 * The training program on the given patterns (eqs. 8 and 15/18 of Bai et al.), over the stacked neurons U (2P, d):
 *
 *   minimise  c sum_k worst-loss(f_k, rho_k) + beta sum_i ||u_i||
 *   where     f_k = x_k . g_k,  g_k = sum_i D_i[k,k] (v_i - w_i),  rho_k = sum_j e_j |g_kj|,
 *   subject to  s_ik x_k . u_i >= sum_j e_j |u_ij|.
 *
 * Absolute values become variables p >= |u| and q >= |g|, for columns with e_j > 0 only, and q once per activity group.
 */
export function assembleStable(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  scaling: Scaling,
): StableProgram {
  const { x, y } = problem.train;
  const { rows: n, cols: d } = x;
  const count = 2 * patterns.length;
  const attacked = Array.from({ length: d }, (_, j) => j).filter((j) => problem.radii[j]! > 0);
  const adversarial = isAdversarial(problem);
  const groups = activityGroups(patterns, n);
  const builder = programBuilder();
  const patternOfNeuron = (i: number) => patterns[i % patterns.length]!;

  const norms = builder.variables(count, scaling.objective * problem.weight * scaling.neurons);
  const neurons = builder.variables(count * d);
  for (let i = 0; i < count; i++) builder.norm(norms + i, neurons + i * d, d);

  const p = builder.variables(count * attacked.length);
  const q = builder.variables(adversarial ? groups.representative.length * attacked.length : 0);
  const neuronEntry = (i: number, j: number) => neurons + i * d + j;

  /** factor * weights . g, for the slope g that sample k sees. */
  function* slopeTerms(k: number, factor: number, weights: Float64Array): Terms {
    for (let i = 0; i < count; i++) {
      if (!patternOfNeuron(i).active[k]) continue;
      const sign = factor * outputSign(i, patterns.length);
      for (let j = 0; j < d; j++) yield [neuronEntry(i, j), sign * weights[j]!];
    }
  }
  /** bound - sign g_j >= 0, for the slope g that sample k sees. */
  function* absoluteTerms(bound: number, k: number, j: number, sign: number): Terms {
    yield [bound, 1];
    for (let i = 0; i < count; i++) {
      if (patternOfNeuron(i).active[k]) yield [neuronEntry(i, j), -sign * outputSign(i, patterns.length)];
    }
  }
  function* coneTerms(i: number, k: number): Terms {
    const point = row(x, k);
    const sign = signOf(patternOfNeuron(i), k);
    for (let j = 0; j < d; j++) yield [neuronEntry(i, j), sign * point[j]!];
    for (const [a, j] of attacked.entries()) yield [p + i * attacked.length + a, -problem.radii[j]!];
  }

  const readLoss = loss.assemble({
    builder,
    y,
    scale: scaling.objective * problem.lossScale,
    adversarial,
    prediction: (k, factor) => slopeTerms(k, factor * scaling.neurons, row(x, k)),
    reach: (k, factor) =>
      attacked.map((j, a) => [
        q + groups.group[k]! * attacked.length + a,
        factor * scaling.neurons * problem.radii[j]!,
      ]),
  });

  const coneRows = new Uint32Array(count * n);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < n; k++) coneRows[i * n + k] = builder.nonnegative(coneTerms(i, k), 0);
  }
  for (let i = 0; i < count; i++) {
    for (const [a, j] of attacked.entries()) {
      const bound = p + i * attacked.length + a;
      builder.nonnegative(
        [
          [bound, 1],
          [neuronEntry(i, j), -1],
        ],
        0,
      );
      builder.nonnegative(
        [
          [bound, 1],
          [neuronEntry(i, j), 1],
        ],
        0,
      );
    }
  }
  const slopeRows = groups.representative.flatMap((k, g) =>
    attacked.map((j, a) => {
      const bound = q + g * attacked.length + a;
      return {
        group: g,
        column: j,
        above: builder.nonnegative(absoluteTerms(bound, k, j, 1), 0),
        below: builder.nonnegative(absoluteTerms(bound, k, j, -1), 0),
      };
    }),
  );

  const program = builder.build();
  return {
    program,
    groups,
    recover: (solution) => ({
      rows: count,
      cols: d,
      data: solution.slice(neurons, neurons + count * d).map((value) => value * scaling.neurons),
    }),
    multipliers(z) {
      const zero = z.subarray(0, program.cones.zero).map((value) => value / scaling.objective);
      const nonnegative = z
        .subarray(program.cones.zero, program.cones.zero + program.cones.nonnegative)
        .map((value) => value / scaling.objective);
      // Rows written in scaled neurons only have multipliers in their units.
      const homogeneous = (r: number) => Math.max(0, nonnegative[r]!) / scaling.neurons;
      const shift = zeros(groups.representative.length, d);
      for (const { group, column, above, below } of slopeRows) {
        shift.data[group * d + column] = homogeneous(above) - homogeneous(below);
      }
      const cone = { rows: count, cols: n, data: Float64Array.from(coneRows, homogeneous) };
      return { loss: readLoss(zero, nonnegative), cone, shift };
    },
  };
}
