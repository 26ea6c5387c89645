import type { Matrix } from '../../core/matrix.js';
import { zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ConicProgram } from '../../plugins/conic-solver.js';
import type { ActivityGroups } from '../activity-groups.js';
import type { Scaling } from '../formulations/formulation.js';
import { multipliersOf, slopeModel } from '../formulations/slope-model.js';
import type { LossBlock, LossMultipliers, Side } from '../losses/loss-block.js';
import { type Neurons, outputSign } from '../neurons.js';
import { programBuilder } from '../program-builder.js';
import { type Slopes, slopeGroups } from './slopes.js';

/** Multipliers of the soft program's rows, in the problem's units. */
export interface SoftMultipliers {
  readonly loss: LossMultipliers;
  readonly shift: Matrix;
  /** mu and mu' of the two rows of each excess, shape (2P, n). */
  readonly inactive: Matrix;
  readonly active: Matrix;
}

export interface SoftProgram {
  readonly program: ConicProgram;
  readonly groups: ActivityGroups;
  recover(x: Float64Array): Neurons;
  multipliers(z: Float64Array): SoftMultipliers;
}

/**
 * The soft robust program for fixed slopes: no cones. Neuron i widens the range of f on sample k, on the side of its
 * own sign, by an excess variable m_ik (one per pair that the loss looks at):
 *
 *   m >= (1 - lambda)(x.u + a),  m >= lambda (a - x.u),  m >= 0,  a = sum_j e_j |u_j|.
 */
export function assembleSoft(
  problem: Problem,
  slopes: Slopes,
  loss: LossBlock,
  scaling: Scaling,
): SoftProgram {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const n = x.rows;
  const count = slopes.rows;
  const signOf = (i: number) => outputSign(i, count / 2);
  const lambda = (i: number, k: number) => slopes.data[i * n + k]!;
  const groups = slopeGroups(slopes);
  const builder = programBuilder();
  const model = slopeModel(builder, problem, count, (i, k) => signOf(i) * lambda(i, k), groups, scaling);

  const excessRows: { i: number; k: number; inactive?: number; active?: number }[] = [];
  const excess = (i: number, k: number): number => {
    const m = builder.variables(1);
    const l = lambda(i, k);
    const rows: (typeof excessRows)[number] = { i, k };
    if (l < 1) {
      const terms = [...model.activation(i, k, l - 1), ...model.neuronReach(i, l - 1)];
      rows.inactive = builder.nonnegative([[m, 1], ...terms], 0);
    }
    if (l > 0) {
      const terms = [...model.activation(i, k, l), ...model.neuronReach(i, -l)];
      rows.active = builder.nonnegative([[m, 1], ...terms], 0);
    }
    if (l === 0 || l === 1) builder.nonnegative([[m, 1]], 0);
    excessRows.push(rows);
    return m;
  };

  const readLoss = loss.assemble({
    builder,
    y,
    scale: scaling.objective * problem.lossScale,
    reaches: true,
    prediction: model.prediction,
    reach: (k: number, factor: number, side: Side) => {
      const own = Array.from({ length: count }, (_, i) => i).filter((i) => signOf(i) === side);
      const widened = own.map((i): [number, number] => [excess(i, k), factor * scaling.neurons]);
      return [...model.slopeReach(k, factor), ...widened];
    },
  });
  model.addBounds();

  const program = builder.build();
  return {
    program,
    groups,
    recover: model.recover,
    multipliers(z) {
      const { zero, nonnegative, exponential, homogeneous } = multipliersOf(z, program.cones, scaling);
      const inactive = zeros(count, n);
      const active = zeros(count, n);
      for (const rows of excessRows) {
        const place = rows.i * n + rows.k;
        if (rows.inactive !== undefined) inactive.data[place] = homogeneous(rows.inactive);
        if (rows.active !== undefined) active.data[place] = homogeneous(rows.active);
      }
      return {
        loss: readLoss(zero, nonnegative, exponential),
        shift: model.shift(homogeneous),
        inactive,
        active,
      };
    },
  };
}
