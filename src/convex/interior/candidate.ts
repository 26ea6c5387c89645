import { type Matrix, zeros } from '../../core/matrix.js';
import type { Candidate } from '../engine/candidate.js';
import type { Iterate } from './iterates.js';
import type { InteriorProgram } from './program.js';
import type { Rows, Variables } from './vectors.js';

/** The iterate as it is judged. `columns`: of the data; a program leaves out those that are zero. */
export function candidateOf(
  { n, d, attacked, patterns, groups, loss, units }: InteriorProgram,
  columns: number,
  { point, multipliers: z }: Iterate<Variables, Rows>,
): Candidate {
  const N = 2 * patterns;
  const neurons = zeros(N, columns);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < d; j++)
      neurons.data[i * columns + units.order[j]!] = units.neurons * point.u[i * d + j]!;

  const onOutputs = units.objective / units.output;
  const { nu, alpha } = loss.multipliers(z.first, z.second);
  const shift: Matrix = zeros(groups, columns);
  // A slope is measured as a neuron is.
  const onSlopes = units.objective / units.neurons;
  for (let of = 0; of < groups; of++) {
    for (let j = 0; j < attacked; j++) {
      const at = of * attacked + j;
      shift.data[of * columns + units.order[j]!] = onSlopes * (z.qMinus[at]! - z.qPlus[at]!);
    }
  }
  return {
    neurons,
    multipliers: {
      loss: { nu: nu.map((value) => onOutputs * value), alpha: alpha.map((value) => onOutputs * value) },
      cone: { rows: N, cols: n, data: z.c.map((value) => onOutputs * value) },
      shift,
    },
  };
}
