import type { Certificate } from '../../core/generated/documents.js';
import { toRows } from '../../core/matrix.js';
import type { StopReason } from '../../core/stop.js';
import type { LowerBound } from '../../plugins/trainer.js';
import type { SearchState } from './generate-columns.js';
import type { GlobalBound } from './global-bound.js';

/** The global bound of a search, where its proof was not cut short by a budget. */
export function provenBound({ global }: SearchState): GlobalBound | undefined {
  return global?.complete ? global : undefined;
}

/**
 * How a search ended, beyond how its last program was solved; undefined where that is all there is to say, because no
 * bound over all patterns was proven.
 */
export function searchVerdict(state: SearchState): StopReason | undefined {
  const global = provenBound(state);
  if (!global || !state.incumbent) return undefined;
  const distance = Math.max(0, state.incumbent.upper - global.value);
  const gap = `global gap ${distance.toExponential(1)}`;
  const patterns = `with ${state.patterns.length} patterns after ${state.round} rounds`;
  return distance <= state.goal
    ? { status: 'solved', message: `${gap} <= ${state.goal.toExponential(1)} ${patterns}` }
    : { status: 'inaccurate', message: `${gap} is still above ${state.goal.toExponential(1)} ${patterns}` };
}

/** A global bound as a result reports it. */
export function globalLower(bound: GlobalBound): LowerBound {
  const scaled = `dual multipliers divided by C* = ${bound.cStar.toPrecision(9)}, which ${proof(bound)}`;
  const how = bound.delta
    ? `global (adversarial): the training rows moved inside their boxes, and for standard training on them ${scaled}`
    : `${scaled}: holds for every network of this form`;
  return { value: bound.value, scope: 'global', how };
}

function proof({ method, examined }: GlobalBound): string {
  return method === 'cells'
    ? `none of the ${examined} cells of the rows exceeds`
    : `branch and bound over ${examined} nodes proved for all directions`;
}

/** A program's certificate with what is needed to recompute the global bound beside it. */
export function withGlobal(
  certificate: Certificate,
  { value, nu, cStar, method, examined, delta }: GlobalBound,
): Certificate {
  const global = { lower: value, nu: Array.from(nu), cStar, method, examined };
  return { ...certificate, global: delta ? { ...global, delta: toRows(delta) } : global };
}
