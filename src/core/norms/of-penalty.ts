import { dot } from '../matrix.js';
import { type AnyPenalty, type BoundPenalty, bind } from '../proximal/penalty.js';
import type { GroupNorm } from './group-norm.js';

/** Share of its length by which the point moves at which a subgradient is taken. */
const shortStep = 1e-7;

/** A penalty as the norm of neurons: of the input weights as one row. It is one where `whyNoNorm` finds nothing. */
export function penaltyNorm(penalty: AnyPenalty, params: Readonly<Record<string, unknown>>): GroupNorm {
  const bound = bind(penalty, params);
  return {
    spec: { norm: 'penalty', type: penalty.name, params },
    // Nothing says whether its operator makes zeros; where it makes none, there are none to keep.
    sparsifies: true,
    value: (u) => bound.value(u),
    /** What a short step of the operator takes off, per unit of step: a subgradient where it leads. */
    subgradient(u) {
      const step = (shortStep * dot(u, u)) / bound.value(u);
      const { y } = bound.prox(u, step);
      return u.map((value, j) => (value - y[j]!) / step);
    },
    prox(v, step, into) {
      into.set(bound.prox(v, step).y);
    },
  };
}

/** Lengths of a unit vector, relative to the longest of them, below which P counts as 0 on some other vector. */
const negligible = 1e-9;

/**
 * Why a penalty P is no norm of `columns` input weights; undefined where it is one, but for its sign: P(-u) may differ from P(u).
 *
 * P is convex with P(c u) = c P(u), c > 0, if its traits are right. Let P be finite at the unit vectors +-e_j, and
 * its operator take them to 0 at the step t: then they lie in t times the subdifferential of P at 0, so do their convex
 * combinations, and max_j |u_j| / t <= P(u) <= sum_j |u_j| max(P(e_j), P(-e_j)).
 */
export function whyNoNorm(
  penalty: AnyPenalty,
  params: Readonly<Record<string, unknown>>,
  columns: number,
): string | undefined {
  if (!penalty.convex) return 'it is not convex';
  if (penalty.degree !== 1) return 'it does not say that it grows with the length of a vector (degree 1)';
  const bound = bind(penalty, params);
  const units = [1, -1].flatMap((sign) =>
    Array.from({ length: columns }, (_, j) =>
      Float64Array.from({ length: columns }, (_entry, l) => (l === j ? sign : 0)),
    ),
  );
  const lengths = units.map((unit) => bound.value(unit));
  const longest = Math.max(...lengths);
  if (!Number.isFinite(longest)) return 'it is not finite everywhere';
  const step = 1 / (negligible * longest);
  const vanishes = longest > 0 && units.every((unit) => isZero(bound, unit, step));
  return vanishes ? undefined : 'it is 0 for some weights that are not 0, or its operator never gives 0';
}

function isZero(penalty: BoundPenalty, x: Float64Array, step: number): boolean {
  return penalty.prox(x, step).y.every((value) => value === 0);
}
