import { worstOver } from '../../core/losses/loss.js';
import { addScaled, type Matrix, row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ActivityGroups } from '../activity-groups.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { plainKernels } from '../kernels/plain.js';
import type { LossBlock, LossMultipliers } from '../losses/loss-block.js';
import { type Neurons, neuronNorms, outputSign, slopeWhere } from '../neurons.js';
import { normBlock } from '../norms/index.js';
import type { Pattern } from '../patterns/pattern.js';
import type { Multipliers } from './stable-program.js';

/** The problem as its bounds need it. */
export type BoundedProblem = Pick<Problem, 'train' | 'radii' | 'loss' | 'lossScale' | 'weight' | 'norm'>;

/** A lower bound on the program of the given patterns, and the multipliers that prove it. */
export interface DualBound {
  readonly value: number;
  /** C = max_i N*(h_i) / beta of the clipped multipliers before they are scaled back. */
  readonly violation: number;
  readonly multipliers: Multipliers;
}

/**
 * Lower bound on the training program from ANY multipliers: clip to the dual's simple bounds, then scale back by C.
 *
 *   h_i = -sigma_i (sum_k D_ik nu_k x_k + sum_{groups g active in i} r_g) + sum_k s_ik mu_ik x_k - p_i,
 *   p_i = clip(h_i before p, -e m_i, e m_i),  m_i = sum_k mu_ik,  |r_gj| <= e_j sum_{k in g} alpha_k,
 *   C = max_i N*(h_i) / beta,  lower = max over 0 <= t <= 1/C of the loss's dual value at t (nu, alpha).
 *
 * N* is the dual of the norm N, and since it depends on absolute values only, clipping gives the best p for any N. Every
 * quantity is homogeneous in the multipliers, so dividing by C keeps them feasible. Rigorous up to rounding.
 */
export function dualBound(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  loss: LossBlock,
  candidate: Multipliers,
  kernels: DenseKernels = plainKernels,
): DualBound {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const clipped = loss.clip(candidate.loss, y, problem.lossScale);
  const multipliers: Multipliers = {
    loss: clipped,
    shift: clipShift(candidate.shift, groups, clipped, problem.radii),
    cone: { ...candidate.cone, data: candidate.cone.data.map((mu) => Math.max(0, mu)) },
  };

  const { dual } = normBlock(problem.norm);
  const pulls = lossPulls(x, patterns, groups, multipliers, kernels);
  const cones = conePulls(x, patterns, multipliers.cone, kernels);
  let largest = 0;
  for (let neuron = 0; neuron < cones.rows; neuron++) {
    const h = row(cones, neuron);
    addScaled(h, -outputSign(neuron, patterns.length), row(pulls, neuron % patterns.length));
    let mass = 0;
    for (const mu of row(multipliers.cone, neuron)) mass += mu;
    // h less the best p with |p_j| <= e_j sum_k mu_k.
    for (let j = 0; j < h.length; j++) {
      const limit = problem.radii[j]! * mass;
      h[j]! -= Math.min(Math.max(h[j]!, -limit), limit);
    }
    largest = Math.max(largest, dual(h));
  }
  const violation = largest / problem.weight;
  const { value } = loss.dualValue(clipped, y, problem.lossScale, 1 / violation);
  return { value, violation, multipliers };
}

/** r clipped to |r_gj| <= e_j sum_{k in g} alpha_k. */
export function clipShift(
  shift: Matrix,
  groups: ActivityGroups,
  { alpha }: LossMultipliers,
  radii: Float64Array,
): Matrix {
  const mass = new Float64Array(shift.rows);
  groups.group.forEach((g, k) => {
    mass[g]! += alpha[k]!;
  });
  const data = shift.data.map((r, index) => {
    const limit = radii[index % shift.cols]! * mass[Math.floor(index / shift.cols)]!;
    return Math.min(Math.max(r, -limit), limit);
  });
  return { ...shift, data };
}

/** Of each pattern, sum_k D_k nu_k x_k + the sum over its active groups of r_g (P, d). */
function lossPulls(
  x: Matrix,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  { loss, shift }: Multipliers,
  kernels: DenseKernels,
): Matrix {
  const n = x.rows;
  const weights = new Float64Array(patterns.length * n);
  for (const [i, { active }] of patterns.entries())
    for (let k = 0; k < n; k++) if (active[k]) weights[i * n + k] = loss.nu[k]!;
  const pulls = zeros(patterns.length, x.cols);
  kernels.product(pulls.data, weights, x.data, { rows: pulls.rows, cols: pulls.cols, inner: n });
  for (const [i, { active }] of patterns.entries())
    groups.representative.forEach((k, g) => {
      if (active[k]) addScaled(row(pulls, i), 1, row(shift, g));
    });
  return pulls;
}

/** Of each neuron, sum_k s_k mu_k x_k (2P, d). */
function conePulls(x: Matrix, patterns: readonly Pattern[], cone: Matrix, kernels: DenseKernels): Matrix {
  const n = x.rows;
  const weights = cone.data.slice();
  for (let i = 0; i < cone.rows; i++) {
    const { active } = patterns[i % patterns.length]!;
    for (let k = 0; k < n; k++) if (!active[k]) weights[i * n + k] = -weights[i * n + k]!;
  }
  const pulls = zeros(cone.rows, x.cols);
  kernels.product(pulls.data, weights, x.data, { rows: pulls.rows, cols: pulls.cols, inner: n });
  return pulls;
}

/**
 * The convex objective at feasible neurons: c sum_k worst-loss(x_k . g_k, sum_j e_j |g_kj|) + beta sum_i N(u_i).
 * By construction the (worst-case) training objective of the recovered network.
 */
export function convexObjective(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  neurons: Neurons,
): number {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const slopes = groups.representative.map((k) =>
    slopeWhere(neurons, patterns, (pattern) => pattern.active[k] === 1),
  );
  let losses = 0;
  for (let k = 0; k < x.rows; k++) {
    const slope = slopes[groups.group[k]!]!;
    let f = 0;
    let reach = 0;
    for (let j = 0; j < x.cols; j++) {
      f += slope[j]! * x.data[k * x.cols + j]!;
      reach += problem.radii[j]! * Math.abs(slope[j]!);
    }
    losses += worstOver(problem.loss, f - reach, f + reach, y[k]!);
  }
  const norms = neuronNorms(neurons, problem.norm).reduce((sum, norm) => sum + norm, 0);
  return problem.lossScale * losses + problem.weight * norms;
}
