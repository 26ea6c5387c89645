import { addScaled, dot, type Matrix, row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { Bound, Formulation } from '../formulations/formulation.js';
import { multipliersOf, slopeModel, type Weight } from '../formulations/slope-model.js';
import type { LossBlock, LossMultipliers } from '../losses/loss-block.js';
import { neuronNorms } from '../neurons.js';
import { normBlock } from '../norms/index.js';
import { signOf } from '../patterns/pattern.js';
import { programBuilder } from '../program-builder.js';
import { repairCones } from '../repair.js';
import { sparsest } from '../sparsest.js';
import type { Column } from './column.js';

/**
 * Standard training with several outputs on given columns (pattern D_i, direction g_i), over neurons u_i (C, d):
 *
 *   minimise  c sum_k sum_o l(f_ko, y_ko) + beta sum_i N(u_i),   f_ko = sum_i D_i[k,k] g_io x_k . u_i,
 *   subject to  s_ik x_k . u_i >= 0.
 *
 * With one output and g = +1, -1 for every pattern it is eq. (8) of Bai et al. Its bound is on these columns alone:
 * what no column at all can beat is the business of the search around it.
 */
export function vectorFormulation(
  problem: Problem,
  columns: readonly Column[],
  loss: LossBlock,
): Formulation {
  const { x, y } = problem.train;
  const outputs = y.cols;
  const perOutput = repeatedRows(problem, outputs);
  const weight: Weight = (i, entry) => {
    const { pattern, direction } = columns[i]!;
    return pattern.active[Math.floor(entry / outputs)] ? direction[entry % outputs]! : 0;
  };
  return (scaling) => {
    const builder = programBuilder();
    const groups = { group: new Uint32Array(0), representative: [] };
    const model = slopeModel(builder, perOutput, columns.length, weight, groups, scaling);
    const readLoss = loss.assemble({
      builder,
      y: y.data,
      scale: scaling.objective * problem.lossScale,
      reaches: false,
      prediction: model.prediction,
      reach: () => [],
    });
    const coneRows = new Uint32Array(columns.length * x.rows);
    columns.forEach(({ pattern }, i) => {
      for (let k = 0; k < x.rows; k++) {
        const inside = model.activation(i, k * outputs, signOf(pattern, k));
        coneRows[i * x.rows + k] = builder.nonnegative(inside, 0);
      }
    });
    const program = builder.build();
    return {
      program,
      certify(solution) {
        if (!solution.x?.every(Number.isFinite) || !solution.z?.every(Number.isFinite)) return undefined;
        const { zero, nonnegative, exponential, homogeneous } = multipliersOf(
          solution.z,
          program.cones,
          scaling,
        );
        const patterns = columns.map(({ pattern }) => pattern);
        const repaired = repairCones(x, problem.radii, patterns, model.recover(solution.x));
        const { neurons, objective } = sparsest(repaired.neurons, (candidate) =>
          vectorObjective(problem, columns, candidate),
        );
        const multipliers = loss.clip(readLoss(zero, nonnegative, exponential), y.data, problem.lossScale);
        const cone: Matrix = {
          rows: columns.length,
          cols: x.rows,
          data: Float64Array.from(coneRows, homogeneous),
        };
        return {
          neurons,
          upper: objective,
          bound: boundOf(problem, columns, loss, multipliers, cone),
          coneViolation: repaired.violation,
          unrepaired: repaired.unrepaired,
        };
      },
    };
  };
}

/** Every row once per output, so that row k K + o carries the o-th target of row k. */
function repeatedRows(problem: Problem, outputs: number): Problem {
  const { x, y } = problem.train;
  const repeated = zeros(x.rows * outputs, x.cols);
  for (let entry = 0; entry < repeated.rows; entry++) {
    row(repeated, entry).set(row(x, Math.floor(entry / outputs)));
  }
  return { ...problem, train: { x: repeated, y: { rows: repeated.rows, cols: 1, data: y.data } } };
}

/** c sum_k sum_o l(f_ko, y_ko) + beta sum_i N(u_i), the objective of the network of neurons in their cones. */
export function vectorObjective(
  { train: { x, y }, loss, lossScale, weight, norm }: Problem,
  columns: readonly Column[],
  neurons: Matrix,
): number {
  const f = zeros(x.rows, y.cols);
  columns.forEach(({ pattern, direction }, i) => {
    for (let k = 0; k < x.rows; k++) {
      if (pattern.active[k]) addScaled(row(f, k), dot(row(x, k), row(neurons, i)), direction);
    }
  });
  const losses = f.data.reduce((sum, value, entry) => sum + loss.value(value, y.data[entry]!), 0);
  const norms = neuronNorms(neurons, norm).reduce((sum, size) => sum + size, 0);
  return lossScale * losses + weight * norms;
}

function boundOf(
  problem: Problem,
  columns: readonly Column[],
  loss: LossBlock,
  multipliers: LossMultipliers,
  cone: Matrix,
): Bound {
  return {
    value: columnBound(problem, columns, loss, multipliers, cone),
    loss: multipliers,
    certificate() {
      throw new RangeError('a bound on given columns is not reported');
    },
    atWeight: (weight) => boundOf({ ...problem, weight }, columns, loss, multipliers, cone),
  };
}

/** The dual value after scaling back by C = max_i N*(-X' D_i nu g_i + sum_k s_ik mu_ik x_k) / beta. */
function columnBound(
  { train: { x, y }, weight, lossScale, norm }: Problem,
  columns: readonly Column[],
  loss: LossBlock,
  multipliers: LossMultipliers,
  cone: Matrix,
): number {
  const { dual } = normBlock(norm);
  let largest = 0;
  columns.forEach(({ pattern, direction }, i) => {
    const h = new Float64Array(x.cols);
    for (let k = 0; k < x.rows; k++) {
      const along = pattern.active[k]
        ? dot(multipliers.nu.subarray(k * y.cols, (k + 1) * y.cols), direction)
        : 0;
      const mu = Math.max(0, cone.data[i * x.rows + k]!);
      addScaled(h, signOf(pattern, k) * mu - along, row(x, k));
    }
    largest = Math.max(largest, dual(h));
  });
  return loss.dualValue(multipliers, y.data, lossScale, weight / largest).value;
}
