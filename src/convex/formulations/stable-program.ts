import type { Matrix } from '../../core/matrix.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import type { ConicProgram } from '../../plugins/conic-solver.js';
import { type ActivityGroups, activityGroups } from '../activity-groups.js';
import type { LossBlock, LossMultipliers } from '../losses/loss-block.js';
import { type Neurons, outputSign } from '../neurons.js';
import { facetRows } from '../patterns/facets.js';
import { type Pattern, signOf } from '../patterns/pattern.js';
import { programBuilder } from '../program-builder.js';
import type { Scaling } from './formulation.js';
import { multipliersOf, slopeModel, type Weight } from './slope-model.js';

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
 *   minimise  c sum_k worst-loss(f_k, rho_k) + beta sum_i N(u_i)
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
  const { x } = problem.train;
  const y = problem.train.y.data;
  const n = x.rows;
  const count = 2 * patterns.length;
  const patternOf = (i: number) => patterns[i % patterns.length]!;
  const groups = activityGroups(patterns, n);
  const builder = programBuilder();
  const weight: Weight = (i, k) => (patternOf(i).active[k] ? outputSign(i, patterns.length) : 0);
  const model = slopeModel(builder, problem, count, weight, groups, scaling);

  const readLoss = loss.assemble({
    builder,
    y,
    scale: scaling.objective * problem.lossScale,
    reaches: isAdversarial(problem),
    prediction: model.prediction,
    reach: model.slopeReach,
  });
  const coneRows = new Int32Array(count * n).fill(-1);
  const everyRow = Array.from({ length: n }, (_, k) => k);
  for (let i = 0; i < count; i++) {
    // Without a threat the rows that are no facets of the cell follow from the others; their multipliers are zero.
    for (const k of isAdversarial(problem) ? everyRow : facetRows(x, patternOf(i))) {
      const inside = model.activation(i, k, signOf(patternOf(i), k));
      coneRows[i * n + k] = builder.nonnegative([...inside, ...model.neuronReach(i, -1)], 0);
    }
  }
  model.addBounds();

  const program = builder.build();
  return {
    program,
    groups,
    recover: model.recover,
    multipliers(z) {
      const { zero, nonnegative, exponential, homogeneous } = multipliersOf(z, program.cones, scaling);
      return {
        loss: readLoss(zero, nonnegative, exponential),
        cone: {
          rows: count,
          cols: n,
          data: Float64Array.from(coneRows, (r) => (r < 0 ? 0 : homogeneous(r))),
        },
        shift: model.shift(homogeneous),
      };
    },
  };
}
