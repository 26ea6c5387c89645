import { addScaled, dot } from '../../../core/matrix.js';
import type { CoupledNeurons } from './coupled-neurons.js';
import type { NeuronMaps } from './maps.js';
import { pullReaches, reachesOf, type SoftNeuronBlocks } from './neuron-blocks.js';
import type { SoftInteriorProgram } from './program.js';
import { lossImages, type SampleBlocks, solveSamples } from './sample-blocks.js';
import { type SoftRows, type SoftVariables, softVariables } from './vectors.js';

/**
 * Solves (Q + B' W^-2 B) v = b by elimination of the excesses, q and xi of every sample and of t and p of every neuron;
 * `solveNeurons` does what is left, neurons (u, alpha) (N, width).
 */
export function eliminateSoft(
  program: SoftInteriorProgram,
  maps: NeuronMaps,
  neurons: SoftNeuronBlocks,
  samples: SampleBlocks,
  coupled: CoupledNeurons,
  weights: SoftRows,
  b: SoftVariables,
  solveNeurons: (rhs: Float64Array) => Float64Array | undefined,
): SoftVariables | undefined {
  const { n, d, attacked, neurons: N, width, x, radii, pairs, loss } = program;
  const { sides, looseness, tau, rho, give } = samples;
  const part = (a: Float64Array, i: number, length: number) => a.subarray(i * length, (i + 1) * length);

  // The samples: what their own right-hand sides make of the loss rows, and through these of the neurons.
  const constant = new Float64Array(2 * n);
  const pull = new Float64Array(n * width);
  for (let k = 0; k < n; k++) {
    let reach = 0;
    for (let j = 0; j < attacked; j++) {
      const at = k * attacked + j;
      reach += (radii[j]! * b.q[at]!) / samples.sum[at]!;
      pull[k * width + j] = (samples.difference[at]! * b.q[at]!) / samples.sum[at]!;
    }
    for (let side = 0; side < sides; side++) constant[2 * k + side] = give[k]! * b.xi[k]! - reach;
  }
  const coefficients = new Float64Array(N * n);
  const reaches = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const row = pairs.lossRow(i);
    let at = pairs.start(i);
    for (const k of pairs.samples(i)) {
      constant[2 * k + row]! -= looseness[at]! * b.m[at]!;
      coefficients[i * n + k] = tau[at]! * b.m[at]!;
      reaches[i]! += rho[at]! * b.m[at]!;
      at++;
    }
  }
  const y = solveSamples(samples, constant.slice());
  const rhs = coupled.collect(
    y.map((value) => -value),
    coefficients,
    pull,
  );
  pullReaches(program, neurons, rhs, reaches);

  // The neurons: t and p.
  const ofP = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const own = part(rhs, i, width);
    for (let j = 0; j < d; j++)
      own[j]! += b.u[i * d + j]! - (b.t[i]! / neurons.onT[i]!) * neurons.toU[i * d + j]!;
    if (attacked === 0) continue;
    for (let j = 0; j < attacked; j++) {
      const at = i * attacked + j;
      ofP[i]! += (radii[j]! * b.p[at]!) / neurons.sum[at]!;
      own[j]! += (neurons.difference[at]! * b.p[at]!) / neurons.sum[at]!;
    }
    own[d]! += ofP[i]! / neurons.spread[i]!;
  }

  const solved = solveNeurons(rhs);
  if (!solved) return undefined;

  // The way back.
  const result = softVariables(program);
  for (let i = 0; i < N; i++) {
    const own = part(solved, i, width);
    const u = part(result.u, i, d);
    u.set(own.subarray(0, d));
    result.t[i] = (b.t[i]! - dot(part(neurons.toU, i, d), u)) / neurons.onT[i]!;
    if (attacked === 0) continue;
    const pressure = (ofP[i]! - own[d]!) / neurons.spread[i]!;
    for (let j = 0; j < attacked; j++) {
      const at = i * attacked + j;
      result.p[at] = (b.p[at]! + neurons.difference[at]! * u[j]! - radii[j]! * pressure) / neurons.sum[at]!;
    }
  }
  const z = maps.activations(solved);
  const g = maps.slopes(solved);
  const reach = reachesOf(program, neurons, solved);
  const onRows = lossImages(program, samples, z, reach, g);
  addScaled(onRows, 1, constant);
  solveSamples(samples, onRows);
  for (let k = 0; k < n; k++) {
    const both = onRows[2 * k]! + onRows[2 * k + 1]!;
    for (let j = 0; j < attacked; j++) {
      const at = k * attacked + j;
      result.q[at] =
        (b.q[at]! + samples.difference[at]! * g[k * width + j]! + radii[j]! * both) / samples.sum[at]!;
    }
  }
  const excess = [new Float64Array(n), new Float64Array(n)] as const;
  for (let i = 0; i < N; i++) {
    const row = pairs.lossRow(i);
    let at = pairs.start(i);
    for (const k of pairs.samples(i)) {
      result.m[at] =
        looseness[at]! * (b.m[at]! + onRows[2 * k + row]!) + tau[at]! * z[i * n + k]! + rho[at]! * reach[i]!;
      excess[row][k]! += result.m[at]!;
      at++;
    }
  }
  for (let k = 0; k < n; k++) {
    // From its own equation: s (b - y) would be a difference of nearly equal numbers where xi is far from 0.
    const l = dot(part(x, k, width), part(g, k, width));
    const t = dot(part(result.q, k, attacked), radii);
    const [w1, w2] = [weights.first[k]!, weights.second[k]!];
    const first = w1 * (loss.slope1[k]! * l - t - excess[0][k]!);
    const second = w2 * (loss.slope2[k]! * l - loss.reach2 * (t + excess[1][k]!));
    result.xi[k] = (b.xi[k]! - first - second) / (w1 + w2 + loss.curvature);
  }
  return result;
}
