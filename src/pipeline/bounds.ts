import type { Result } from '../core/generated/documents.js';
import type { LowerBound } from '../plugins/trainer.js';

type Bounds = Result['bounds'];

/**
 * What a result says of its objective from both sides. `lower`: the bound its trainer proved, `upper`: the objective of
 * the returned network, evaluated by the pipeline; either may be missing. `rounding`: the largest difference between the
 * two that float64 explains.
 *
 * A bound of scope `global` further above the network is a contradiction and is left out, with its value in `how`. A
 * bound on a program may lie above the network that came from it, and rounding may put any two in the wrong order: there
 * the smaller number is reported, which is a lower bound as well.
 */
export function boundsOf(lower: LowerBound | undefined, upper: number | undefined, rounding: number): Bounds {
  if (!lower || !Number.isFinite(lower.value)) {
    const how = 'this trainer proves no lower bound; upper is the objective of the returned network';
    return { ...(upper === undefined ? {} : { upper }), scope: 'none', how };
  }
  if (upper === undefined) return { lower: lower.value, scope: lower.scope, how: lower.how };
  if (lower.scope === 'global' && lower.value > upper + rounding) {
    const how = `a bound on all networks of ${lower.value} lies above this network: one of the two is wrong, so the bound is not reported`;
    return { upper, scope: 'none', how };
  }
  const value = Math.min(lower.value, upper);
  const how = `lower: ${lower.how}; upper: objective re-evaluated on the returned network`;
  return { lower: value, upper, gap: upper - value, scope: lower.scope, how };
}
