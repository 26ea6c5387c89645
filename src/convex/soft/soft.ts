import type { Certificate } from '../../core/generated/documents.js';
import { type Matrix, row, toRows } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ActivityGroups } from '../activity-groups.js';
import { sparseRow } from '../certificate.js';
import type { Bound, Formulation } from '../formulations/formulation.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Neurons } from '../neurons.js';
import { sparsest } from '../sparsest.js';
import { withoutTraces } from '../without-traces.js';
import type { Slopes } from './slopes.js';
import { type SoftBound, softBound } from './soft-bound.js';
import { assembleSoft } from './soft-program.js';
import { softObjective } from './soft-range.js';

/** The soft robust program with the given slopes. Every point is feasible, so nothing is ever repaired. */
export function softFormulation(problem: Problem, slopes: Slopes, loss: LossBlock): Formulation {
  return (scaling) => {
    const { program, groups, recover, multipliers } = assembleSoft(problem, slopes, loss, scaling);
    return {
      program,
      certify({ x, z }) {
        if (!x?.every(Number.isFinite) || !z?.every(Number.isFinite)) return undefined;
        const objectiveOf = (candidate: Neurons) => softObjective(problem, candidate, slopes);
        const fewer = sparsest(recover(x), objectiveOf);
        const { neurons, objective } = problem.norm.sparsifies
          ? withoutTraces(fewer.neurons, fewer.objective, objectiveOf)
          : fewer;
        return {
          neurons,
          upper: objective,
          bound: boundOfSoft(
            problem,
            slopes,
            groups,
            loss,
            softBound(problem, slopes, groups, loss, multipliers(z)),
          ),
          coneViolation: 0,
          unrepaired: 0,
        };
      },
    };
  };
}

/** A bound on the soft program as reports and certificates need it. */
export function boundOfSoft(
  problem: Problem,
  slopes: Slopes,
  groups: ActivityGroups,
  loss: LossBlock,
  bound: SoftBound,
): Bound {
  return {
    value: bound.value,
    loss: bound.multipliers.loss,
    certificate: () => softCertificate(problem, slopes, groups, bound),
    atWeight(weight) {
      const other = { ...problem, weight };
      return boundOfSoft(
        other,
        slopes,
        groups,
        loss,
        softBound(other, slopes, groups, loss, bound.multipliers),
      );
    },
  };
}

function softCertificate(
  problem: Problem,
  slopes: Slopes,
  groups: ActivityGroups,
  { value, violation, multipliers }: SoftBound,
): Certificate {
  const sparse = (matrix: Matrix) => Array.from({ length: matrix.rows }, (_, i) => sparseRow(row(matrix, i)));
  return {
    kind: `soft-${problem.loss.name}` as Certificate['kind'],
    scale: problem.lossScale,
    weight: problem.weight,
    norm: problem.norm.spec,
    radii: Array.from(problem.radii),
    slopes: toRows(slopes),
    nu: Array.from(multipliers.loss.nu),
    alpha: Array.from(multipliers.loss.alpha),
    shift: toRows(multipliers.shift),
    group: Array.from(groups.group),
    muInactive: sparse(multipliers.inactive),
    muActive: sparse(multipliers.active),
    lower: value,
    violation,
  };
}
