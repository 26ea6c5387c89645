import { norm2 } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { cellCentre } from './cell-centre.js';
import { condenser } from './condensed-hessian.js';
import type { InteriorProgram } from './program.js';
import { type Rows, rows, type Variables, variables } from './vectors.js';

/** The products s z that the start aims at. */
const products = 0.1;
/**
 * Length of the neurons, as a share of that at which norm and barrier balance. Multipliers of 1/slack are then as much too
 * large for the norms: the loss pulls at the start far stronger than they do, and from the balance itself the multipliers
 * take 20 to 30 iterations more to grow in narrow cells (400 rows, 5 columns).
 */
const share = 1e-2;

/**
 * A strictly feasible point: neurons at the centres of their cells, short. v and w of a pattern start alike, so all slopes
 * are zero.
 */
export function startingPoint(program: InteriorProgram, kernels: DenseKernels): Variables {
  const { n, d, attacked, patterns: P, groups, group, radii, weight, loss } = program;
  const v = variables(program);
  const length = (share * (n + 2 * attacked) * products) / weight;
  const rest = products / weight;
  const condense = condenser(program, kernels);
  for (let i = 0; i < P; i++) {
    const centre = cellCentre(program, kernels, condense, i);
    const factor = length / norm2(centre.u);
    const u = centre.u.map((value) => factor * value);
    const p = centre.p.map((value) => factor * value);
    for (const neuron of [i, P + i]) {
      v.u.set(u, neuron * d);
      v.p.set(p, neuron * attacked);
      v.t[neuron] = (rest + Math.sqrt(rest ** 2 + 4 * norm2(u) ** 2)) / 2;
    }
  }
  const members = membersOf(program);
  for (let of = 0; of < groups; of++)
    for (let j = 0; j < attacked; j++) v.q[of * attacked + j] = (2 * products) / (members[of]! * radii[j]!);
  for (let k = 0; k < n; k++) {
    const reach = (2 * products * attacked) / members[group[k]!]!;
    v.xi[k] = Math.max(1e-3, loss.least(0, reach, k)) + 2 * products;
  }
  return v;
}

/** Multipliers that are feasible but for the neurons' own rows. */
export function startingMultipliers(program: InteriorProgram, point: Variables, slacks: Rows): Rows {
  const { n, d, attacked, patterns, groups, radii, weight, loss } = program;
  const N = 2 * patterns;
  const z = rows(program);
  z.first.fill(0.5);
  z.second.fill(0.5);
  const members = membersOf(program);
  for (let of = 0; of < groups; of++) {
    for (let j = 0; j < attacked; j++) {
      const half = 0.25 * (1 + loss.reach2) * members[of]! * radii[j]!;
      z.qMinus[of * attacked + j] = half;
      z.qPlus[of * attacked + j] = half;
    }
  }
  for (let i = 0; i < N; i++) {
    for (let k = 0; k < n; k++) {
      const at = i * n + k;
      z.c[at] = products / slacks.c[at]!;
    }
    for (let j = 0; j < attacked; j++) {
      const at = i * attacked + j;
      z.pMinus[at] = products / slacks.pMinus[at]!;
      z.pPlus[at] = products / slacks.pPlus[at]!;
    }
    z.t[i] = weight;
    for (let j = 0; j < d; j++) z.u[i * d + j] = (-weight * point.u[i * d + j]!) / point.t[i]!;
  }
  return z;
}

/** Samples in each group (groups,). */
function membersOf({ groups, group }: InteriorProgram): Float64Array {
  const members = new Float64Array(groups);
  for (const of of group) members[of]!++;
  return members;
}
