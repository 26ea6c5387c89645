import type { Certificate } from '../../core/generated/documents.js';
import { norm2 } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';

export interface StableBound {
  /** C = max_i ||h_i|| / beta. */
  readonly violation: number;
  readonly lower: number;
  /** Estimated relative rounding of C: its sums cancel down to beta. */
  readonly rounding: number;
}

/**
 * The lower bound that multipliers give, written out by the formula and sharing no code with the trainer:
 *
 *   h = -sigma (sum_k D_k nu_k x_k + sum over active groups r_g) + sum_k s_k mu_k x_k - p,   |p_j| <= e_j sum_k mu_k,
 *   C = max ||h|| / beta over the v (sigma = +1) and w (sigma = -1) of every pattern,
 *   hinge: sum theta / max(1, C);   squared: max over 0 <= t <= 1/C of -t^2 sum alpha^2 / (2 c) - t nu.y.
 *
 * For p its best choice is taken, the nearest point of its box. Expects multipliers that meet their conditions.
 */
export function stableBound(certificate: Certificate, problem: Problem): StableBound {
  const { patterns = [], nu, alpha, mu = [], shift = [], group = [] } = certificate;
  const { train, weight } = problem;
  const { rows: n, cols: d, data } = train.x;
  let largest = 0;
  let rounding = 0;
  patterns.forEach((text, i) => {
    for (const sigma of [1, -1]) {
      const h = new Float64Array(d);
      const size = new Float64Array(d);
      const add = (j: number, term: number) => {
        h[j]! += term;
        size[j]! += Math.abs(term);
      };
      const counted = new Set<number>();
      for (let k = 0; k < n; k++) {
        if (text[k] !== '1') continue;
        for (let j = 0; j < d; j++) add(j, -sigma * nu[k]! * data[k * d + j]!);
        const g = group[k];
        if (g === undefined || counted.has(g)) continue;
        counted.add(g);
        for (let j = 0; j < d; j++) add(j, -sigma * shift[g]![j]!);
      }
      const { rows, values } = mu[sigma > 0 ? i : i + patterns.length]!;
      let mass = 0;
      rows.forEach((k, at) => {
        const sign = text[k] === '1' ? 1 : -1;
        mass += values[at]!;
        for (let j = 0; j < d; j++) add(j, sign * values[at]! * data[k * d + j]!);
      });
      const rest = h.map((value, j) => shrunk(value, problem.radii[j]! * mass));
      largest = Math.max(largest, norm2(rest));
      rounding = Math.max(rounding, Number.EPSILON * norm2(size));
    }
  });
  const violation = largest / weight;
  return {
    violation,
    lower: dualValue(problem, nu, alpha, violation),
    rounding: largest > 0 ? (4 * rounding) / largest : 0,
  };
}

/** What is left of a number when up to `by` may be taken off its size. */
function shrunk(value: number, by: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - by);
}

function dualValue(
  { loss, lossScale, train }: Problem,
  nu: readonly number[],
  alpha: readonly number[],
  violation: number,
): number {
  if (loss.name === 'hinge') {
    const sum = alpha.reduce((total, theta) => total + theta, 0);
    return sum / Math.max(1, violation);
  }
  let squares = 0;
  let slope = 0;
  nu.forEach((v, k) => {
    squares += alpha[k]! ** 2;
    slope -= v * train.y[k]!;
  });
  if (squares === 0 || slope <= 0) return 0;
  const t = Math.min((slope * lossScale) / squares, 1 / violation);
  return t * slope - (t * t * squares) / (2 * lossScale);
}
