import type { Certificate } from '../../core/generated/documents.js';
import { boxNorm, dot, fromRows, type Matrix, row, zeros } from '../../core/matrix.js';
import type { SoftProblem } from './soft-range.js';

/** Multipliers of a soft program as a neuron that is not in it sees them: nu, alpha (n,) and the rows r_k (n, d). */
export interface SoftPull {
  readonly nu: Float64Array;
  readonly alpha: Float64Array;
  readonly shift: Matrix;
}

/**
 * The multipliers of a soft certificate by sample: r_g of a group with equal slopes is shared out by alpha, so that
 * |r_kj| <= e_j alpha_k, which new slopes that part the group need.
 */
export function softPull({ nu, alpha, shift = [], group = [] }: Certificate): SoftPull {
  const groups = fromRows(shift);
  const mass = new Float64Array(groups.rows);
  group.forEach((g, k) => {
    mass[g]! += alpha[k]!;
  });
  const own = zeros(group.length, groups.cols);
  group.forEach((g, k) => {
    const share = mass[g]! > 0 ? alpha[k]! / mass[g]! : 0;
    row(own, k).set(row(groups, g).map((value) => share * value));
  });
  return { nu: Float64Array.from(nu), alpha: Float64Array.from(alpha), shift: own };
}

/** What the dual of the soft program says of a neuron with output sign sigma and direction u, for its best slopes. */
export interface ReducedCost {
  /** phi(u): the dual allows at most beta ||u||. */
  readonly value: number;
  /** The slopes lambda_k that attain it (n,). */
  readonly slopes: Float64Array;
  /** A (generalised) gradient of phi at u (d,). */
  readonly gradient: Float64Array;
}

/**
 * With z_k = x_k . u, a = sum_j e_j |u_j|, p_k = -sigma (nu_k x_k + r_k) . u and w_k = (alpha_k + sigma nu_k)/2,
 *
 *   phi_sigma(u) = sum_k max over 0 <= lambda <= 1 of  lambda p_k - w_k max{(1 - lambda)(z_k + a), lambda (a - z_k), 0},
 *
 * the most that any choice of slopes makes of the neuron: its constraint in the dual is phi_sigma(u) <= beta ||u|| for
 * all u. Each term is concave and piecewise linear in lambda, so its maximum is at 0, at 1 or, where z_k - a < 0 < z_k + a,
 * at the chord lambda = (z_k + a)/(2 a). Hinge: a supporting row (sigma = y) gives max(0, p_k), an opposing one the chord.
 */
export function reducedCost(
  { train: { x }, radii }: Pick<SoftProblem, 'train' | 'radii'>,
  { nu, alpha, shift }: SoftPull,
  sigma: 1 | -1,
  u: Float64Array,
): ReducedCost {
  const a = boxNorm(u, radii);
  const slopes = new Float64Array(x.rows);
  const gradient = new Float64Array(x.cols);
  let value = 0;
  let alongReach = 0;
  for (let k = 0; k < x.rows; k++) {
    const point = row(x, k);
    const moved = row(shift, k);
    const z = dot(point, u);
    if (alpha[k] === 0) {
      slopes[k] = z >= 0 ? 1 : 0;
      continue;
    }
    const p = -sigma * (nu[k]! * z + dot(moved, u));
    const w = (alpha[k]! + sigma * nu[k]!) / 2;
    const best = bestSlope(p, w, z, a);
    slopes[k] = best.lambda;
    value += best.value;
    alongReach += best.byReach;
    const alongPull = -sigma * best.byPull;
    const alongPoint = best.byPoint + alongPull * nu[k]!;
    for (let j = 0; j < x.cols; j++) gradient[j]! += alongPoint * point[j]! + alongPull * moved[j]!;
  }
  for (let j = 0; j < x.cols; j++) gradient[j]! += alongReach * radii[j]! * Math.sign(u[j]!);
  return { value, slopes, gradient };
}

/** The best lambda of one sample, its value, and that value's derivatives in p, z and a. */
interface BestSlope {
  readonly lambda: number;
  readonly value: number;
  readonly byPull: number;
  readonly byPoint: number;
  readonly byReach: number;
}

function bestSlope(p: number, w: number, z: number, a: number): BestSlope {
  const high = Math.max(0, z + a);
  const low = Math.max(0, a - z);
  const off = -w * high;
  const on = p - w * low;
  if (z > -a && z < a) {
    const lambda = (z + a) / (2 * a);
    const chord = lambda * p - (w * (a * a - z * z)) / (2 * a);
    if (chord >= off && chord >= on) {
      const tilt = z / a;
      return {
        lambda,
        value: chord,
        byPull: lambda,
        byPoint: p / (2 * a) + w * tilt,
        byReach: (-p * tilt) / (2 * a) - (w * (1 + tilt * tilt)) / 2,
      };
    }
  }
  if (on > off || (on === off && z >= 0)) {
    return { lambda: 1, value: on, byPull: 1, byPoint: low > 0 ? w : 0, byReach: low > 0 ? -w : 0 };
  }
  return { lambda: 0, value: off, byPull: 0, byPoint: high > 0 ? -w : 0, byReach: high > 0 ? -w : 0 };
}
