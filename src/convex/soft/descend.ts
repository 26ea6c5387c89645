import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Matrix, norm2, row } from '../../core/matrix.js';
import { type Neurons, outputSign } from '../neurons.js';
import { refreshSlopes } from './refresh-slopes.js';
import type { Slopes } from './slopes.js';
import { type SoftProblem, softObjective } from './soft-range.js';

/** Neurons and the slopes they are certified with. */
export interface SoftPoint {
  readonly neurons: Neurons;
  readonly slopes: Slopes;
  /** Soft objective of the two: a certified upper bound on the worst case of the network. */
  readonly objective: number;
}

export interface Descent {
  readonly iterations: number;
  /** Slopes are refreshed every so many steps; never: Infinity. */
  readonly refreshEvery: number;
  readonly learningRate: number;
}

const checkEvery = 25;
const warmUp = 100;
const millisecondsPerTurn = 50;
/** Adam's averages and floor (Kingma and Ba 2015). */
export const adam = { b1: 0.9, b2: 0.999, epsilon: 1e-8 };

/**
 * Adam on the soft objective in float64, its slopes refreshed on the way: majorise-minimise without waiting for each
 * inner problem to converge. Yields the best certified point whenever it was looked for. For data on which a conic
 * solver takes too long; cost per step about 4 n (2P) d multiply-adds.
 */
export async function* descend(
  problem: SoftProblem,
  start: SoftPoint,
  { iterations, refreshEvery, learningRate }: Descent,
  signal: AbortSignal,
): AsyncGenerator<{ readonly iteration: number; readonly best: SoftPoint }> {
  const { x } = problem.train;
  const unit = unitOf(x);
  const longest = stepLength(problem, learningRate);
  const neurons: Neurons = { ...start.neurons, data: start.neurons.data.slice() };
  const moment = new Float64Array(neurons.data.length);
  const square = new Float64Array(neurons.data.length);
  let slopes = start.slopes;
  let best = start;
  let turn = performance.now();

  for (let t = 1; t <= iterations; t++) {
    const gradient = softGradient(problem, neurons, slopes);
    const rate = longest * schedule(t, iterations);
    const c1 = 1 - adam.b1 ** t;
    const c2 = 1 - adam.b2 ** t;
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]! / unit;
      moment[i] = adam.b1 * moment[i]! + (1 - adam.b1) * g;
      square[i] = adam.b2 * square[i]! + (1 - adam.b2) * g * g;
      neurons.data[i]! -= (rate * (moment[i]! / c1)) / (Math.sqrt(square[i]! / c2) + adam.epsilon);
    }
    if (t % refreshEvery === 0) slopes = refreshSlopes(problem, neurons, slopes);
    if (t % checkEvery === 0 || t === iterations) {
      const objective = softObjective(problem, neurons, slopes);
      if (objective < best.objective) {
        best = { neurons: { ...neurons, data: neurons.data.slice() }, slopes, objective };
      }
      yield { iteration: t, best };
    }
    if (performance.now() - turn > millisecondsPerTurn) {
      await nextTurn();
      if (signal.aborted) return;
      turn = performance.now();
    }
  }
}

/** The most by which one step may move the reach of a neuron. */
const mostReach = 0.5;

/**
 * The step of Adam in an entry: in units in which neurons of norm 1 change f by about 1, but not so long that the boxes
 * of many columns blow the neurons' reach up.
 */
export function stepLength({ train: { x }, radii }: SoftProblem, learningRate: number): number {
  const total = radii.reduce((sum, radius) => sum + radius, 0);
  return Math.min(learningRate / unitOf(x), mostReach / total);
}

/** Root mean square of the data. */
export function unitOf(x: Matrix): number {
  return norm2(x.data) / Math.sqrt(x.data.length) || 1;
}

/** Constant after a warm-up, then falling by a factor 300 over the last 70 %. */
export function schedule(t: number, iterations: number): number {
  const share = t / iterations;
  return share < 0.3 ? Math.min(1, t / warmUp) : 10 ** ((-2.5 * (share - 0.3)) / 0.7);
}

/** A subgradient of the soft objective in the neurons, (2P d,). */
export function softGradient(problem: SoftProblem, neurons: Neurons, slopes: Slopes): Float64Array {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const { rows: n, cols: d } = x;
  const { loss, radii } = problem;
  const count = neurons.rows;
  const q = neurons.data;
  const gradient = new Float64Array(count * d);
  const z = new Float64Array(count);
  const slope = new Float64Array(d);
  const reach = new Float64Array(count);
  const reachWeight = new Float64Array(count);
  const zero = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let a = 0;
    for (let j = 0; j < d; j++) a += radii[j]! * Math.abs(q[i * d + j]!);
    reach[i] = a;
    zero[i] = row(neurons, i).every((value) => value === 0) ? 1 : 0;
  }

  for (let k = 0; k < n; k++) {
    const point = row(x, k);
    slope.fill(0);
    let f = 0;
    let above = 0;
    let below = 0;
    for (let i = 0; i < count; i++) {
      if (zero[i]) continue;
      const lambda = slopes.data[i * n + k]!;
      const weight = lambda * outputSign(i, count / 2);
      let activation = 0;
      if (weight === 0) for (let j = 0; j < d; j++) activation += q[i * d + j]! * point[j]!;
      else {
        for (let j = 0; j < d; j++) {
          const value = q[i * d + j]!;
          activation += value * point[j]!;
          slope[j]! += weight * value;
        }
      }
      z[i] = activation;
      f += weight * activation;
      const excess = Math.max((1 - lambda) * (activation + reach[i]!), lambda * (reach[i]! - activation));
      if (excess > 0) {
        if (i < count / 2) above += excess;
        else below += excess;
      }
    }
    let both = 0;
    for (let j = 0; j < d; j++) both += radii[j]! * Math.abs(slope[j]!);

    const target = y[k]!;
    const high = f + both + above;
    const low = f - both - below;
    const side = loss.value(high, target) >= loss.value(low, target) ? 1 : -1;
    const pull = problem.lossScale * loss.slope(side > 0 ? high : low, target) * side;
    if (pull <= 0) continue;
    for (let i = 0; i < count; i++) {
      if (zero[i]) continue;
      const lambda = slopes.data[i * n + k]!;
      const sign = outputSign(i, count / 2);
      const along = pull * lambda * sign;
      let onPoint = along * side;
      if (sign === side) {
        const off = (1 - lambda) * (z[i]! + reach[i]!);
        const on = lambda * (reach[i]! - z[i]!);
        if (Math.max(off, on) > 0) {
          onPoint += pull * (off >= on ? 1 - lambda : -lambda);
          reachWeight[i]! += pull * (off >= on ? 1 - lambda : lambda);
        }
      }
      if (along === 0) {
        if (onPoint !== 0) for (let j = 0; j < d; j++) gradient[i * d + j]! += onPoint * point[j]!;
      } else {
        for (let j = 0; j < d; j++) {
          const s = slope[j]!;
          const edge = s > 0 ? radii[j]! : s < 0 ? -radii[j]! : 0;
          gradient[i * d + j]! += onPoint * point[j]! + along * edge;
        }
      }
    }
  }
  for (let i = 0; i < count; i++) {
    if (zero[i]) continue;
    const steepest = problem.norm.subgradient(row(neurons, i));
    for (let j = 0; j < d; j++) {
      const value = q[i * d + j]!;
      gradient[i * d + j]! += reachWeight[i]! * radii[j]! * Math.sign(value) + problem.weight * steepest[j]!;
    }
  }
  return gradient;
}
