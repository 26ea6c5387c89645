import { boxNorm, dot, norm2, row } from '../core/matrix.js';
import type { Problem } from '../core/problem.js';
import { createRandom } from '../core/random.js';

/** Passes over the data, more where that would be few steps. */
const fewestEpochs = 60;
const fewestSteps = 4000;
const batchRows = 100;
const adam = { b1: 0.9, b2: 0.999, epsilon: 1e-8 };
const learningRate = 0.05;

/**
 * The robust linear model by first-order steps, for data on which a conic solver takes too long: Adam on
 *
 *   c sum_k max l(x_k . g -+ sum_j e_j |g_j|, y_k) + beta N(g)
 *
 * over batches of rows, in float64, the step falling to a thousandth. Ends with the best iterate of all ends of epochs,
 * judged on all rows; cost 6 n d multiply-adds an epoch. Undefined where the signal is aborted meanwhile.
 */
export async function descendLinear(
  problem: Problem,
  seed: number,
  signal: AbortSignal,
): Promise<Float64Array | undefined> {
  const { x } = problem.train;
  const { rows: n, cols: d } = x;
  const random = createRandom(seed, 'linear baseline');
  const unit = norm2(x.data) / Math.sqrt(x.data.length) || 1;
  const g = new Float64Array(d);
  const moment = new Float64Array(d);
  const square = new Float64Array(d);
  const gradient = new Float64Array(d);
  let best = { g: g.slice(), objective: linearObjective(problem, g) };
  const batches = Math.max(1, Math.round(n / batchRows));
  const epochs = Math.max(fewestEpochs, Math.ceil(fewestSteps / batches));

  let t = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = random.permutation(n);
    for (let b = 0; b < batches; b++) {
      const members = order.subarray(Math.floor((b * n) / batches), Math.floor(((b + 1) * n) / batches));
      linearGradient(problem, g, members, gradient);
      t++;
      const rate = (learningRate / unit) * 10 ** ((-3 * t) / (epochs * batches));
      const [c1, c2] = [1 - adam.b1 ** t, 1 - adam.b2 ** t];
      for (let j = 0; j < d; j++) {
        const slope = gradient[j]! / unit;
        moment[j] = adam.b1 * moment[j]! + (1 - adam.b1) * slope;
        square[j] = adam.b2 * square[j]! + (1 - adam.b2) * slope * slope;
        g[j]! -= (rate * (moment[j]! / c1)) / (Math.sqrt(square[j]! / c2) + adam.epsilon);
      }
    }
    const objective = linearObjective(problem, g);
    if (objective < best.objective) best = { g: g.slice(), objective };
    await new Promise(setImmediate);
    if (signal.aborted) return undefined;
  }
  return best.g;
}

/** c sum_k worst loss of x . g over the box of row k + beta N(g). */
export function linearObjective(
  { train, radii, loss, lossScale, weight, norm }: Problem,
  g: Float64Array,
): number {
  const reach = boxNorm(g, radii);
  let losses = 0;
  for (let k = 0; k < train.x.rows; k++) {
    const f = dot(g, row(train.x, k));
    const target = train.y.data[k]!;
    losses += Math.max(loss.value(f - reach, target), loss.value(f + reach, target));
  }
  return lossScale * losses + weight * norm.value(g);
}

/** A subgradient of the objective, its losses estimated on some rows. */
function linearGradient(
  { train, radii, loss, lossScale, weight, norm }: Problem,
  g: Float64Array,
  members: Uint32Array,
  gradient: Float64Array,
): void {
  const reach = boxNorm(g, radii);
  const scale = (lossScale * train.x.rows) / members.length;
  if (norm.value(g) > 0) {
    const steepest = norm.subgradient(g);
    for (let j = 0; j < g.length; j++) gradient[j] = weight * steepest[j]!;
  } else gradient.fill(0);
  let onReach = 0;
  for (const k of members) {
    const point = row(train.x, k);
    const f = dot(g, point);
    const target = train.y.data[k]!;
    const side = loss.value(f + reach, target) >= loss.value(f - reach, target) ? 1 : -1;
    const pull = scale * loss.slope(f + side * reach, target);
    if (pull === 0) continue;
    onReach += side * pull;
    for (let j = 0; j < g.length; j++) gradient[j]! += pull * point[j]!;
  }
  for (let j = 0; j < g.length; j++) gradient[j]! += onReach * radii[j]! * Math.sign(g[j]!);
}
