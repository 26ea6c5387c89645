import type { Space } from './space.js';

/**
 * min over p and s of T = E_mu(p, s) + r1(s) + I(max |p| <= M) with E_mu(p, s) = E(p) + ||g(p) - s||^2 / (2 mu), where
 * for g with one value per training row the penalty and r1 are means over the rows.
 */
export interface SplitProblem<V> {
  readonly space: Space<V>;
  /** g(p). */
  features(p: V): V;
  /** argmin over v of step r1(v) + ||v - s||^2 / 2. */
  prox(s: V, step: number): V;
  /** E_mu(p, s). */
  energy(p: V, s: V, mu: number): number;
  /** The same with its gradient in p. */
  slope(p: V, s: V, mu: number): { readonly energy: number; readonly gradient: V };
}

export interface Iterate<V> {
  readonly p: V;
  readonly pBefore: V;
  readonly s: V;
  readonly sBefore: V;
  /** L, the curvature of E_mu in p that was last found; it is never decreased. */
  readonly curvature: number;
}

export interface InnerSettings {
  readonly mu: number;
  /** w_p and w_s. With both 0 and splitStep 1 this is the earlier method, without extrapolation. */
  readonly extrapolation: number;
  readonly splitExtrapolation: number;
  /** mu_s / mu. */
  readonly splitStep: number;
  /** M. */
  readonly bound: number;
  /** Step size of p; absent: 1 / L by backtracking. */
  readonly rate?: number;
}

/**
 * One iteration:
 *
 *   s^ = s + w_s (s - s_before),   p^ = p + w_p (p - p_before),
 *   s+ = prox_{mu_s r1}((1 - mu_s / mu) s^ + (mu_s / mu) g(p)),
 *   p+ = clip(p^ - mu_p grad_p E_mu(p^, s+), -M, M).
 *
 * Source: Amini et al., Algorithm 1, with g at p and the gradient at p^.
 */
export function innerIteration<V>(
  problem: SplitProblem<V>,
  { p, pBefore, s, sBefore, curvature }: Iterate<V>,
  settings: InnerSettings,
): Iterate<V> {
  const { combine } = problem.space;
  const { mu, extrapolation, splitExtrapolation, splitStep } = settings;
  const sAhead = combine(1 + splitExtrapolation, s, -splitExtrapolation, sBefore);
  const pAhead = combine(1 + extrapolation, p, -extrapolation, pBefore);
  const towards = combine(1 - splitStep, sAhead, splitStep, problem.features(p));
  const sNext = problem.prox(towards, splitStep * mu);
  const moved = gradientStep(problem, pAhead, sNext, settings, curvature);
  return { p: moved.p, pBefore: p, s: sNext, sBefore: s, curvature: moved.curvature };
}

/**
 * clip(p - grad / L), with L doubled until E_mu(p+) <= E_mu(p) + <grad, p+ - p> + L/2 ||p+ - p||^2; with a given rate
 * clip(p - rate grad).
 */
function gradientStep<V>(
  { space, energy, slope }: SplitProblem<V>,
  p: V,
  s: V,
  { mu, bound, rate }: InnerSettings,
  curvature: number,
): { p: V; curvature: number } {
  const at = slope(p, s, mu);
  const step = (length: number) => space.clip(space.combine(1, p, -length, at.gradient), bound);
  if (rate !== undefined) return { p: step(rate), curvature };
  for (let l = curvature; ; l *= 2) {
    const next = step(1 / l);
    const move = space.combine(1, next, -1, p);
    const model = at.energy + space.dot(at.gradient, move) + (l / 2) * space.dot(move, move);
    // An energy that is no number is accepted: the driver then sees an objective that is none.
    if (!(energy(next, s, mu) > model + space.rounding * Math.abs(at.energy)))
      return { p: next, curvature: l };
  }
}

/**
 * sqrt(L_before / (72 L)): with steps 1 / (2 L) and weights up to this, the theory makes the squared steps summable.
 * Source: Amini et al., the condition on w_k.
 */
export function extrapolationBound(curvatureBefore: number, curvature: number): number {
  return Math.sqrt(curvatureBefore / (72 * curvature));
}
