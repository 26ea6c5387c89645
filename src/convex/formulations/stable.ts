import type { Problem } from '../../core/problem.js';
import { certificateDocument } from '../certificate.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import { repairCones } from '../repair.js';
import { patternSlopes } from '../soft/slopes.js';
import { softObjective } from '../soft/soft-range.js';
import { sparsest } from '../sparsest.js';
import { withoutTraces } from '../without-traces.js';
import type { Formulation } from './formulation.js';
import { convexObjective, dualBound } from './stable-bound.js';
import { assembleStable } from './stable-program.js';

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
        const bound = dualBound(problem, patterns, groups, loss, multipliers(z));
        return {
          neurons,
          upper: objective,
          bound: {
            value: bound.value,
            loss: bound.multipliers.loss,
            certificate: () => certificateDocument(problem, patterns, groups, bound),
          },
          coneViolation: repaired.violation,
          unrepaired: repaired.unrepaired,
        };
      },
    };
  };
}
