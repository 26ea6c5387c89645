import type { SoftInteriorProgram } from './program.js';
import { type SoftRows, type SoftVariables, softRows, softVariables } from './vectors.js';

/** The products s z that the start aims at. */
const products = 0.1;

/**
 * Neurons at zero, all bounds about as far from them as the products ask for, and multipliers that are feasible: nothing
 * in the program keeps neurons from being zero.
 */
export function softStart(program: SoftInteriorProgram): { point: SoftVariables; multipliers: SoftRows } {
  const { n, attacked, neurons: N, radii, slopes, pairs, weight, loss } = program;
  const v = softVariables(program);
  const z = softRows(program);
  // Half of what a loss row may have; the two rows of an excess share it.
  z.first.fill(0.5);
  z.second.fill(0.5);
  z.inactive.fill(0.25);
  z.active.fill(0.25);
  z.t.fill(weight);
  v.t.fill(products / weight);

  const excess = [new Float64Array(n), new Float64Array(n)] as const;
  for (let i = 0; i < N; i++) {
    const samples = pairs.samples(i);
    const half = samples.length / 8 || 1;
    let reach = 0;
    for (let j = 0; j < attacked; j++) {
      const at = i * attacked + j;
      z.pMinus[at] = half * radii[j]!;
      z.pPlus[at] = half * radii[j]!;
      v.p[at] = products / (half * radii[j]!);
      reach += radii[j]! * v.p[at]!;
    }
    let at = pairs.start(i);
    for (const k of samples) {
      const lambda = slopes[i * n + k]!;
      v.m[at] = Math.max(lambda, 1 - lambda) * reach + 4 * products;
      excess[pairs.lossRow(i)][k]! += v.m[at]!;
      at++;
    }
  }
  const reach = (2 * products * attacked * 2) / (1 + loss.reach2);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < attacked; j++) {
      const at = k * attacked + j;
      const half = 0.25 * (1 + loss.reach2) * radii[j]!;
      z.qMinus[at] = half;
      z.qPlus[at] = half;
      v.q[at] = products / half;
    }
    const most = Math.max(excess[0][k]!, loss.reach2 * excess[1][k]!);
    v.xi[k] = Math.max(1e-3, loss.least(0, reach, k)) + most + 2 * products;
  }
  return { point: v, multipliers: z };
}
