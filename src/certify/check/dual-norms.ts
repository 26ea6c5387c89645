import type { NeuronNormSpec } from '../../core/generated/documents.js';
import { norm2 } from '../../core/matrix.js';

/**
 * The norm dual to that of the neurons, N*(h) = max{h.u : N(u) <= 1}, in closed form and sharing no code with the
 * trainer. All of them depend on |h_j| only and rise with each. A RangeError for a penalty, which has no such form.
 */
export function dualNorm(norm: NeuronNormSpec): (h: Float64Array) => number {
  switch (norm.norm) {
    case 'l1':
      return (h) => h.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    case 'l2':
      return norm2;
    case 'linf':
      return (h) => h.reduce((sum, value) => sum + Math.abs(value), 0);
    case 'elastic':
      return (h) => elasticDual(h, norm.mix);
    case 'penalty':
      throw new RangeError(`no closed form of the dual of ${norm.type} is known`);
  }
}

/** Why no bound under this norm is recomputed here; undefined where bounds are. */
export function unknownDual(norm: NeuronNormSpec): string | undefined {
  if (norm.norm !== 'penalty') return undefined;
  return `the dual of the norm ${norm.type} is known by the penalty's own operator alone, which is not checked here`;
}

/**
 * Dual of (1 - rho) ||u||_2 + rho ||u||_1: the t at which what sticks out of [-rho t, rho t] has length (1 - rho) t. If
 * the k largest entries stick out, with sum S and sum of squares Q, that is the first positive root of
 *
 *   ((1 - rho)^2 - k rho^2) t^2 + 2 rho S t - Q = 0,   t = Q / (rho S + sqrt((1 - rho)^2 Q - rho^2 (k Q - S^2))),
 *
 * and the first k is right whose root leaves no other entry outside.
 */
function elasticDual(h: Float64Array, rho: number): number {
  const sizes = h.map(Math.abs).sort().reverse();
  let mean = 0;
  let deviation = 0;
  for (let k = 0; k < sizes.length; k++) {
    const step = sizes[k]! - mean;
    mean += step / (k + 1);
    // k Q - S^2 = k times the sum of (h - mean)^2, which does not cancel as the difference does.
    deviation += step * (sizes[k]! - mean);
    const sum = (k + 1) * mean;
    const squares = deviation + mean * sum;
    const discriminant = (1 - rho) ** 2 * squares - rho ** 2 * (k + 1) * deviation;
    const t = squares > 0 ? squares / (rho * sum + Math.sqrt(Math.max(0, discriminant))) : 0;
    if (rho * t >= (sizes[k + 1] ?? 0)) return t;
  }
  return 0;
}
