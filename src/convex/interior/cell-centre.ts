import { addScaled, boxNorm, dot } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { solveFactored } from '../kernels/triangular.js';
import { solveBounds } from './bounds.js';
import type { Condense } from './condensed-hessian.js';
import type { InteriorProgram } from './program.js';

const mostSteps = 15;
/** Newton decrement at which a point is near enough to the centre. */
const nearEnough = 0.3;
/** Share of the way to the boundary that a step may go. */
const boundary = 0.9;

/** A point of a pattern's cone with its bounds p >= |u|. */
export interface Inside {
  readonly u: Float64Array;
  readonly p: Float64Array;
}

/**
 * The analytic centre of a pattern's (robust) cone,
 *
 *   argmin  -sum_k log(s_k x_k . u - e . p) - sum_j log(p_j - u_j) - sum_j log(p_j + u_j) + nu/2 |u|^2,
 *
 * nu = n + 2 attacked, at which |u| is about 1: damped Newton steps from a direction inside. With 1/slack as multipliers
 * the neuron's own rows are then dual feasible, so a start from here is near the central path, which a direction near a
 * wall is not.
 */
export function cellCentre(
  program: InteriorProgram,
  kernels: DenseKernels,
  condense: Condense,
  pattern: number,
): Inside {
  const { n, d, attacked, x, radii } = program;
  const sign = program.signs.subarray(pattern * n, (pattern + 1) * n);
  const nu = n + 2 * attacked;
  const slacks = ({ u, p }: Inside): Float64Array => {
    const s = new Float64Array(nu);
    const reach = dot(p, radii);
    for (let k = 0; k < n; k++) {
      let image = 0;
      for (let j = 0; j < d; j++) image += x[k * d + j]! * u[j]!;
      s[k] = sign[k]! * image - reach;
    }
    for (let j = 0; j < attacked; j++) {
      s[n + j] = p[j]! - u[j]!;
      s[n + attacked + j] = p[j]! + u[j]!;
    }
    return s;
  };
  const hessian = new Float64Array(d * d);
  const value = (s: Float64Array, u: Float64Array) =>
    s.reduce((sum, slack) => sum - Math.log(slack), (nu / 2) * dot(u, u));

  let at = startInside(program, sign, pattern);
  let s = slacks(at);
  for (let step = 0; step < mostSteps; step++) {
    const weights = s.map((slack) => 1 / slack ** 2);
    const part = (a: Float64Array, of: 0 | 1) => a.subarray(n + of * attacked, n + (of + 1) * attacked);
    const cone = weights.subarray(0, n);
    const [a1, a2] = [part(weights, 0), part(weights, 1)];
    const own = condense({ sign, cone, minus: a1, plus: a2 }, hessian);
    for (let j = 0; j < d; j++) hessian[j * d + j]! += nu;
    if (!kernels.cholesky(hessian, d)) return at;

    // Minus the gradient, in u and in p.
    const rhs = at.u.map((u) => -nu * u);
    let mass = 0;
    for (let k = 0; k < n; k++) {
      mass += 1 / s[k]!;
      const pull = sign[k]! / s[k]!;
      for (let j = 0; j < d; j++) rhs[j]! += pull * x[k * d + j]!;
    }
    const [minus, plus] = [part(s, 0), part(s, 1)];
    for (let j = 0; j < attacked; j++) rhs[j]! += 1 / plus[j]! - 1 / minus[j]!;
    const rhsP = minus.map((slack, j) => 1 / slack + 1 / plus[j]! - mass * radii[j]!);
    const eliminated = solveBounds(rhsP, own.sum, radii, own.mass, own.spread);
    const du = rhs.slice();
    addScaled(du, dot(eliminated, radii), own.pull);
    for (let j = 0; j < attacked; j++) du[j]! -= own.difference[j]! * eliminated[j]!;
    solveFactored(hessian, du, d);
    const along = dot(own.pull, du);
    const rest = rhsP.map((r, j) => r - own.difference[j]! * du[j]! + along * radii[j]!);
    const dp = solveBounds(rest, own.sum, radii, own.mass, own.spread);

    const decrease = dot(rhs, du) + dot(rhsP, dp);
    if (!(decrease > nearEnough ** 2)) break;
    const next = lineSearch(at, { u: du, p: dp }, s, decrease, slacks, value);
    if (!next) break;
    at = next;
    s = slacks(at);
  }
  return at;
}

/** The direction that is known, scaled to length 1, with bounds half way to where they would cost the last slack. */
function startInside(
  { n, d, attacked, x, radii, directions }: InteriorProgram,
  sign: Float64Array,
  pattern: number,
): Inside {
  const u = directions.slice(pattern * d, (pattern + 1) * d);
  let slack = Number.POSITIVE_INFINITY;
  for (let k = 0; k < n; k++) slack = Math.min(slack, sign[k]! * dot(x.subarray(k * d, (k + 1) * d), u));
  slack -= boxNorm(u.subarray(0, attacked), radii);
  const spread = radii.reduce((sum, e) => sum + e, 0);
  return { u, p: u.slice(0, attacked).map((value) => Math.abs(value) + (0.5 * slack) / spread) };
}

/** The first of ever shorter steps that lowers the barrier by a fair part of what its slope promises. */
function lineSearch(
  at: Inside,
  by: Inside,
  s: Float64Array,
  decrease: number,
  slacks: (at: Inside) => Float64Array,
  value: (s: Float64Array, u: Float64Array) => number,
): Inside | undefined {
  const moved = (length: number): Inside => ({
    u: at.u.map((u, j) => u + length * by.u[j]!),
    p: at.p.map((p, j) => p + length * by.p[j]!),
  });
  const change = slacks(moved(1)).map((slack, r) => (slack - s[r]!) / s[r]!);
  const steepest = change.reduce((least, fall) => Math.min(least, fall), 0);
  const from = value(s, at.u);
  for (let length = Math.min(1, boundary / -steepest); length > 1e-8; length /= 2) {
    const next = moved(length);
    const there = slacks(next);
    if (there.every((slack) => slack > 0) && value(there, next.u) <= from - 0.1 * length * decrease)
      return next;
  }
  return undefined;
}
