import { addScaled, row } from '../../core/matrix.js';
import type { ActivityGroups } from '../activity-groups.js';
import { clipShift } from '../formulations/stable-bound.js';
import type { LossBlock } from '../losses/loss-block.js';
import { outputSign } from '../neurons.js';
import { normBlock } from '../norms/index.js';
import type { Slopes } from './slopes.js';
import type { SoftMultipliers } from './soft-program.js';
import type { SoftProblem } from './soft-range.js';

/** A lower bound on the soft program with its slopes fixed. */
export interface SoftBound {
  readonly value: number;
  readonly violation: number;
  readonly multipliers: SoftMultipliers;
}

/**
 * Lower bound on the soft program from ANY multipliers, by clipping and scaling:
 *
 *   h_i = -sigma_i sum_k lambda_ik (nu_k x_k + r_k) - sum_k [(1 - lambda) mu - lambda mu']_ik x_k - p_i,
 *   mu, mu' >= 0,  mu_ik + mu'_ik <= (alpha_k + sigma_i nu_k)/2,  |p_ij| <= e_j sum_k [(1 - lambda) mu + lambda mu']_ik,
 *   lower = the loss's dual value at the largest t <= 1/C,  C = max_i N*(h_i) / beta.
 *
 * r is given per group of samples with equal slopes, |r_gj| <= e_j sum_{k in g} alpha_k.
 */
export function softBound(
  problem: SoftProblem,
  slopes: Slopes,
  groups: ActivityGroups,
  loss: LossBlock,
  candidate: SoftMultipliers,
): SoftBound {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const n = x.rows;
  const clipped = loss.clip(candidate.loss, y, problem.lossScale);
  const shift = clipShift(candidate.shift, groups, clipped, problem.radii);
  const inactive = { ...candidate.inactive, data: candidate.inactive.data.slice() };
  const active = { ...candidate.active, data: candidate.active.data.slice() };

  const { dual } = normBlock(problem.norm);
  let largest = 0;
  for (let i = 0; i < slopes.rows; i++) {
    const sign = outputSign(i, slopes.rows / 2);
    const h = new Float64Array(x.cols);
    let mass = 0;
    for (let k = 0; k < n; k++) {
      const place = i * n + k;
      const lambda = slopes.data[place]!;
      const limit = (clipped.alpha[k]! + sign * clipped.nu[k]!) / 2;
      const mu = Math.max(0, inactive.data[place]!);
      const muActive = Math.max(0, active.data[place]!);
      const shrink = mu + muActive > limit ? Math.max(0, limit) / (mu + muActive) : 1;
      inactive.data[place] = mu * shrink;
      active.data[place] = muActive * shrink;
      const off = (1 - lambda) * inactive.data[place]!;
      const on = lambda * active.data[place]!;
      mass += off + on;
      addScaled(h, -sign * lambda * clipped.nu[k]! - off + on, row(x, k));
    }
    groups.representative.forEach((k, g) => {
      addScaled(h, -sign * slopes.data[i * n + k]!, row(shift, g));
    });
    for (let j = 0; j < h.length; j++) {
      const limit = problem.radii[j]! * mass;
      h[j]! -= Math.min(Math.max(h[j]!, -limit), limit);
    }
    largest = Math.max(largest, dual(h));
  }
  const violation = largest / problem.weight;
  const { value } = loss.dualValue(clipped, y, problem.lossScale, 1 / violation);
  return { value, violation, multipliers: { loss: clipped, shift, inactive, active } };
}
