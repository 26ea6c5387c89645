import { boxNorm, dot, norm2 } from '../../core/matrix.js';
import type { InteriorProgram } from './program.js';
import { type Rows, rows, type Variables, variables } from './vectors.js';

/** The products s z that the start aims at. */
const products = 1e-2;

/**
 * A strictly feasible point, near the central path: neurons along the directions of their cells, of the length at which
 * norm and barrier balance. v and w of a pattern start alike, so all slopes are zero.
 */
export function startingPoint(program: InteriorProgram): Variables {
  const { n, d, attacked, patterns: P, signs, x, radii, weight, loss, directions } = program;
  const N = 2 * P;
  const v = variables(program);
  const length = ((n + 2 * attacked) * products) / weight;
  const radiiSum = radii.reduce((sum, e) => sum + e, 0);
  const rest = products / weight;
  for (let i = 0; i < N; i++) {
    const u = v.u.subarray(i * d, (i + 1) * d);
    const direction = directions.subarray((i % P) * d, ((i % P) + 1) * d);
    for (let j = 0; j < d; j++) u[j] = length * direction[j]!;
    let slack = Number.POSITIVE_INFINITY;
    for (let k = 0; k < n; k++)
      slack = Math.min(slack, signs[(i % P) * n + k]! * dot(x.subarray(k * d, (k + 1) * d), u));
    slack -= boxNorm(u.subarray(0, attacked), radii);
    for (let j = 0; j < attacked; j++) v.p[i * attacked + j] = Math.abs(u[j]!) + (0.5 * slack) / radiiSum;
    v.t[i] = (rest + Math.sqrt(rest ** 2 + 4 * norm2(u) ** 2)) / 2;
  }
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < attacked; j++) v.q[k * attacked + j] = (2 * products) / radii[j]!;
    const reach = 2 * products * attacked;
    v.xi[k] = Math.max(1e-3, loss.least(0, reach, k)) + 2 * products;
  }
  return v;
}

/** Multipliers that are feasible but for the neurons' own rows. */
export function startingMultipliers(program: InteriorProgram, point: Variables, slacks: Rows): Rows {
  const { n, d, attacked, patterns, radii, weight, loss } = program;
  const N = 2 * patterns;
  const z = rows(program);
  z.first.fill(0.5);
  z.second.fill(0.5);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < attacked; j++) {
      const half = 0.25 * (1 + loss.reach2) * radii[j]!;
      z.qMinus[k * attacked + j] = half;
      z.qPlus[k * attacked + j] = half;
    }
  }
  for (let i = 0; i < N; i++) {
    let mass = 0;
    for (let k = 0; k < n; k++) {
      const at = i * n + k;
      z.c[at] = products / slacks.c[at]!;
      mass += z.c[at]!;
    }
    for (let j = 0; j < attacked; j++) {
      z.pMinus[i * attacked + j] = 0.5 * mass * radii[j]!;
      z.pPlus[i * attacked + j] = 0.5 * mass * radii[j]!;
    }
    z.t[i] = weight;
    for (let j = 0; j < d; j++) z.u[i * d + j] = (-weight * point.u[i * d + j]!) / point.t[i]!;
  }
  return z;
}
