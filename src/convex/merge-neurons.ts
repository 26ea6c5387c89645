import { addScaled, dot, row, zeros } from '../core/matrix.js';
import type { Problem } from '../core/problem.js';
import { type ActivityGroups, activityGroups } from './activity-groups.js';
import { columnBasis } from './column-basis.js';
import { convexObjective } from './formulations/stable-bound.js';
import { type Neurons, neuronNorms, outputSign } from './neurons.js';
import type { Pattern } from './patterns/pattern.js';

/** Relative rise of the objective that rounding may cost. */
const allowedRise = 1e-9;
/** Coefficients below this share of the largest do not decide which neuron goes: dividing by them would amplify rounding. */
const decidingShare = 1e-11;
/** Entries of all contributions together (0.8 GB) up to which a reduction is tried. */
const largestWork = 1e8;

/**
 * Among the networks with the same predictions on the training rows (and, with a threat, the same slopes on their
 * boxes), one whose neurons' contributions are linearly independent, by Caratheodory's argument: neurons may be
 * scaled by t_i >= 0 within their cones; where sum_i z_i contribution_i = 0, moving along z, in the direction in which
 * sum_i ||u_i|| does not rise, takes one neuron to zero.
 *
 * Standard training: at most rank <= n neurons stay, which is what Theorem 1's m* <= n + 1 speaks of, whereas an
 * interior-point method returns up to 2P. Takes feasible `neurons`, shape (2P, d), and returns the same shape with
 * more rows of zeros. The objective is re-evaluated; should rounding raise it by more than 1e-9 relative, or should the
 * contributions take more than 1e8 numbers, the neurons are returned as they are.
 */
export function fewestNeurons(problem: Problem, patterns: readonly Pattern[], neurons: Neurons): Neurons {
  const groups = activityGroups(patterns, problem.train.x.rows);
  const norms = neuronNorms(neurons);
  const active = Array.from(norms.keys())
    .filter((i) => norms[i]! > 0)
    .sort((i, j) => norms[j]! - norms[i]!);
  const attacked = Array.from(problem.radii.keys()).filter((j) => problem.radii[j]! > 0);
  const entries = problem.train.x.rows + attacked.length * groups.representative.length;
  if (active.length * entries > largestWork) return neurons;

  const lengths = independentLengths(
    active.map((i) => {
      const seen = contribution(problem, patterns, groups, attacked, neurons, i);
      return seen.map((value) => value / norms[i]!);
    }),
    active.map((i) => norms[i]!),
  );
  const fewer = zeros(neurons.rows, neurons.cols);
  active.forEach((i, a) => {
    addScaled(row(fewer, i), lengths[a]! / norms[i]!, row(neurons, i));
  });
  const objective = (candidate: Neurons) => convexObjective(problem, patterns, groups, candidate);
  return objective(fewer) <= objective(neurons) * (1 + allowedRise) ? fewer : neurons;
}

/** What the objective sees of neuron i: sigma D x_k . u for every row, and sigma D_g e_j u_j for every group's slope. */
function contribution(
  { train: { x }, radii }: Problem,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  attacked: readonly number[],
  neurons: Neurons,
  i: number,
): Float64Array {
  const u = row(neurons, i);
  const sigma = outputSign(i, patterns.length);
  const { active } = patterns[i % patterns.length]!;
  const seen = new Float64Array(x.rows + groups.representative.length * attacked.length);
  for (let k = 0; k < x.rows; k++) if (active[k]) seen[k] = sigma * dot(row(x, k), u);
  groups.representative.forEach((k, g) => {
    if (!active[k]) return;
    attacked.forEach((j, a) => {
      seen[x.rows + g * attacked.length + a] = sigma * radii[j]! * u[j]!;
    });
  });
  return seen;
}

/**
 * Given the contributions c_i of unit neurons and their lengths: lengths l >= 0 that leave sum_i l_i c_i as it is, do
 * not raise sum_i l_i, and are positive for linearly independent c_i only.
 */
function independentLengths(contributions: readonly Float64Array[], given: readonly number[]): Float64Array {
  const lengths = Float64Array.from(given);
  const basis = columnBasis();
  const held: number[] = [];
  contributions.forEach((column, index) => {
    while (lengths[index]! > 0) {
      const expressed = basis.addOrExpress(column);
      if (!expressed) {
        held.push(index);
        return;
      }
      // sum z_i c_i = 0, for the columns held and this one.
      const z = [...Array.from(expressed, (value) => -value), 1];
      const rise = z.reduce((sum, value) => sum + value, 0);
      const gone = moveToZero(lengths, [...held, index], rise > 0 ? z.map((value) => -value) : z);
      if (gone < held.length) {
        basis.remove(gone);
        held.splice(gone, 1);
      }
    }
  });
  return lengths;
}

/** Moves the members' lengths along z, whose entries sum to at most 0, until the first is zero; returns its place. */
function moveToZero(lengths: Float64Array, members: readonly number[], z: readonly number[]): number {
  const largest = z.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let first = -1;
  let step = Number.POSITIVE_INFINITY;
  members.forEach((i, at) => {
    if (z[at]! >= -decidingShare * largest || lengths[i]! / -z[at]! >= step) return;
    first = at;
    step = lengths[i]! / -z[at]!;
  });
  members.forEach((i, at) => {
    lengths[i] = at === first ? 0 : Math.max(0, lengths[i]! + step * z[at]!);
  });
  return first;
}
