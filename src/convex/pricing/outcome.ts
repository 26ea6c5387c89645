import type { Certificate } from '../../core/generated/documents.js';
import { toRows } from '../../core/matrix.js';
import type { StopReason } from '../../core/stop.js';
import type { LowerBound, TrainOutcome } from '../../plugins/trainer.js';
import type { Bound } from '../formulations/formulation.js';
import type { SearchState } from './generate-columns.js';
import type { GlobalBound } from './global-bound.js';

/**
 * The lower bound that is reported, and the certificate it can be recomputed from: the global bound where its proof was
 * not cut short by a budget, else the bound on the program, which `about` names.
 */
export function reportedBound(
  program: Bound,
  about: string,
  global: GlobalBound | undefined,
): Pick<TrainOutcome, 'lower' | 'certificate'> {
  if (global?.complete) {
    return {
      lower: globalLower(global, program.value),
      certificate: withGlobal(program.certificate(), global),
    };
  }
  const how = `dual multipliers of ${about}, made exactly feasible in float64`;
  const unproven = global
    ? `; the budget of ${global.examined} nodes of branch and bound proved no tight bound over all patterns`
    : '';
  return {
    lower: { value: program.value, scope: 'sampled-patterns', how: how + unproven },
    certificate: program.certificate(),
  };
}

/**
 * How a search ended, beyond how its last program was solved; undefined where that is all there is to say, because no
 * bound over all patterns was proven.
 */
export function searchVerdict({
  global,
  incumbent,
  goal,
  patterns,
  round,
}: SearchState): StopReason | undefined {
  if (!global?.complete || !incumbent) return undefined;
  const distance = Math.max(0, incumbent.upper - global.value);
  const gap = `global gap ${distance.toExponential(1)}`;
  const after = `with ${patterns.length} patterns after ${round} rounds`;
  return distance <= goal
    ? { status: 'solved', message: `${gap} <= ${goal.toExponential(1)} ${after}` }
    : { status: 'inaccurate', message: `${gap} is still above ${goal.toExponential(1)} ${after}` };
}

function globalLower(bound: GlobalBound, program: number): LowerBound {
  const scaled = `dual multipliers divided by C* = ${bound.cStar.toPrecision(9)}, which ${proof(bound)}`;
  const how = bound.delta
    ? `global (adversarial): the training rows moved inside their boxes, and for standard training on them ${scaled} (the robust program itself is at least ${program.toPrecision(9)})`
    : `${scaled}: holds for every network of this form`;
  return { value: bound.value, scope: 'global', how };
}

function proof({ method, examined }: GlobalBound): string {
  return method === 'cells'
    ? `none of the ${examined} cells of the rows exceeds`
    : `branch and bound over ${examined} nodes proved for all directions`;
}

/** A program's certificate with what is needed to recompute the global bound beside it. */
function withGlobal(
  certificate: Certificate,
  { value, nu, cStar, method, examined, delta }: GlobalBound,
): Certificate {
  const global = { lower: value, nu: Array.from(nu), cStar, method, examined };
  return { ...certificate, global: delta ? { ...global, delta: toRows(delta) } : global };
}
