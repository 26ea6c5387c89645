import { zeros } from '../../../core/matrix.js';
import type { ActivityGroups } from '../../activity-groups.js';
import type { Iterate } from '../../interior/iterates.js';
import type { Neurons } from '../../neurons.js';
import type { SoftMultipliers } from '../soft-program.js';
import type { SoftInteriorProgram } from './program.js';
import type { SoftRows, SoftVariables } from './vectors.js';

/** An iterate in the units and the order of columns of the problem: what is judged, in float64. */
export interface SoftCandidate {
  readonly neurons: Neurons;
  readonly multipliers: SoftMultipliers;
}

/** `columns`: of the data; a program leaves out those that are zero. Samples of a group of equal slopes share a shift. */
export function softCandidate(
  { n, d, attacked, neurons: N, pairs, loss, units }: SoftInteriorProgram,
  columns: number,
  { group, representative }: ActivityGroups,
  { point, multipliers: z }: Iterate<SoftVariables, SoftRows>,
): SoftCandidate {
  const neurons = zeros(N, columns);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < d; j++)
      neurons.data[i * columns + units.order[j]!] = units.neurons * point.u[i * d + j]!;

  const onOutputs = units.objective / units.output;
  // A slope is measured as a neuron is.
  const onSlopes = units.objective / units.neurons;
  const shift = zeros(representative.length, columns);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < attacked; j++) {
      const at = k * attacked + j;
      shift.data[group[k]! * columns + units.order[j]!]! += onSlopes * (z.qMinus[at]! - z.qPlus[at]!);
    }
  }
  const [inactive, active] = [zeros(N, n), zeros(N, n)];
  for (let i = 0; i < N; i++) {
    let at = pairs.start(i);
    for (const k of pairs.samples(i)) {
      inactive.data[i * n + k] = onOutputs * z.inactive[at]!;
      active.data[i * n + k] = onOutputs * z.active[at]!;
      at++;
    }
  }
  const { nu, alpha } = loss.multipliers(z.first, z.second);
  return {
    neurons,
    multipliers: {
      loss: { nu: nu.map((value) => onOutputs * value), alpha: alpha.map((value) => onOutputs * value) },
      shift,
      inactive,
      active,
    },
  };
}
