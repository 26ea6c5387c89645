import type { Problem } from '../../core/problem.js';
import type { ActivityGroups } from '../activity-groups.js';
import { certificateDocument } from '../certificate.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import { repairCones } from '../repair.js';
import { patternSlopes } from '../soft/slopes.js';
import { softObjective } from '../soft/soft-range.js';
import { sparsest } from '../sparsest.js';
import { withoutTraces } from '../without-traces.js';
import type { Bound, Formulation } from './formulation.js';
import { convexObjective, type DualBound, dualBound } from './stable-bound.js';
import { assembleStable, type Multipliers } from './stable-program.js';

/**
 * The paper's programs: every neuron keeps its pattern on every training row and, with a threat, on every box
 * (eqs. 8, 11, 15, 18 of Bai et al.).
 */
export function stableFormulation(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
): Formulation {
  return (scaling) => {
    const { program, groups, recover, multipliers } = assembleStable(problem, patterns, loss, scaling);
    return {
      program,
      certify({ x, z }) {
        if (!x?.every(Number.isFinite) || !z?.every(Number.isFinite)) return undefined;
        const repaired = repairCones(problem.train.x, problem.radii, patterns, recover(x));
        const fewer = sparsest(repaired.neurons, (candidate) =>
          convexObjective(problem, patterns, groups, candidate),
        );
        const { neurons, objective } = problem.norm.sparsifies
          ? withoutTraces(fewer.neurons, fewer.objective, (candidate) =>
              softObjective(problem, candidate, patternSlopes(patterns, problem.train.x.rows)),
            )
          : fewer;
        return {
          neurons,
          upper: objective,
          bound: stableBound(problem, patterns, groups, loss, multipliers(z)),
          coneViolation: repaired.violation,
          unrepaired: repaired.unrepaired,
        };
      },
    };
  };
}

function stableBound(
  problem: Problem,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  loss: LossBlock,
  candidate: Multipliers,
): Bound {
  return boundOf(problem, patterns, groups, loss, dualBound(problem, patterns, groups, loss, candidate));
}

/** A dual bound as runs carry it: with its certificate, and its worth at other weights. */
export function boundOf(
  problem: Problem,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  loss: LossBlock,
  bound: DualBound,
): Bound {
  return {
    value: bound.value,
    loss: bound.multipliers.loss,
    cone: bound.multipliers.cone,
    certificate: () => certificateDocument(problem, patterns, groups, bound),
    atWeight: (weight) => stableBound({ ...problem, weight }, patterns, groups, loss, bound.multipliers),
  };
}
