import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { createRandom } from '../../../core/random.js';
import type { Tensors } from '../../../plugins/trainer.js';
import type { DenseKernels } from '../../kernels/dense-kernels.js';
import { type Neurons, neuronNorms } from '../../neurons.js';
import { adam, type Descent, type SoftPoint, schedule, stepLength, unitOf } from '../descend.js';
import type { SoftEngine } from '../engine.js';
import type { Slopes } from '../slopes.js';
import type { SoftProblem } from '../soft-range.js';
import { streamedObjective } from '../streamed-objective.js';
import { dealRows } from './batches.js';
import { lossGradient } from './gradient.js';
import { activationsOf, rangeOf, withReach, worstLoss } from './range.js';
import { refreshBatch } from './refresh.js';
import { batchCount } from './size.js';

/** Steps between two looks at all rows: at least so many, and so many times the batches. */
const leastSteps = 25;
const epochsPerLook = 10;
const millisecondsPerTurn = 50;

/**
 * Majorise-minimise on tensors: float32 steps of Adam on batches of rows, whose slopes are refreshed when they are
 * `refreshEvery` steps old. Looks at all rows now and then, in float32; a point that seems better than the best is
 * judged in float64 with the slopes it came with, and kept if it is. Deterministic for a seed and a backend.
 */
export function tensorEngine(
  problem: SoftProblem,
  neuronCount: number,
  { tf, description }: Tensors,
  kernels: DenseKernels,
  seed: number,
  count = batchCount({ rows: problem.train.x.rows, cols: problem.train.x.cols, neurons: neuronCount }),
): SoftEngine {
  const { x } = problem.train;
  const { rows: n, cols: d } = x;
  const random = createRandom(seed, 'soft batches');
  const { frame, batches, tensorSlopes, readSlopes, dispose } = dealRows(
    tf,
    problem,
    neuronCount,
    count,
    random,
  );
  const unit = unitOf(x);
  const lookEvery = leastSteps * Math.max(1, Math.ceil((epochsPerLook * count) / leastSteps));
  const objective = (neurons: Neurons, slopes: Slopes) =>
    streamedObjective(problem, neurons, slopes, kernels);
  const onBackend = (neurons: Neurons) =>
    tf.tensor2d(Float32Array.from(neurons.data), [neurons.rows, neurons.cols]);

  /** Refreshes the slopes of one batch in place. */
  const refresh = (slopes: Tensor2D[], b: number, q: Tensor2D): Tensor2D => {
    const fresh = tf.tidy(() => {
      const { slopes: next, loss } = refreshBatch(frame, batches[b]!, withReach(frame, q), slopes[b]!);
      // The old slopes may come back as they are: the caller owns what it gets.
      return { next: tf.clone(next), loss };
    });
    slopes[b]!.dispose();
    slopes[b] = fresh.next;
    return fresh.loss;
  };

  const lossesWith = (slopes: readonly Tensor2D[], b: number, q: Tensor2D): Tensor2D =>
    tf.tidy(() => {
      const neurons = withReach(frame, q);
      const z = activationsOf(frame, batches[b]!, neurons);
      return worstLoss(frame, batches[b]!, rangeOf(frame, neurons, z, slopes[b]!));
    });

  async function* steps(
    start: SoftPoint,
    { iterations, refreshEvery, learningRate }: Descent,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly iteration: number; readonly best: SoftPoint }> {
    const slopes = tensorSlopes(start.slopes);
    const age = new Int32Array(count);
    const longest = stepLength(problem, learningRate);
    let best = start;
    let turn = performance.now();
    let state = tf.tidy(() => {
      const q = onBackend(start.neurons);
      return { q, moment: tf.zerosLike(q), square: tf.zerosLike(q) };
    });
    // Neurons that are zero stay so: a norm has no gradient there.
    const alive = tf.tensor2d(
      neuronNorms(start.neurons, problem.norm).map((norm) => (norm > 0 ? 1 : 0)),
      [neuronCount, 1],
    );
    try {
      let order = random.permutation(count);
      for (let t = 1; t <= iterations; t++) {
        const turnOf = (t - 1) % count;
        if (turnOf === 0 && count > 1) order = random.permutation(count);
        const b = order[turnOf]!;
        const batch = batches[b]!;
        const next = tf.tidy(() => {
          const scale = (problem.lossScale * n) / batch.rows;
          const loss = lossGradient(frame, batch, withReach(frame, state.q), slopes[b]!, scale);
          const norms = tf.sqrt(tf.maximum(tf.sum(tf.square(state.q), 1, true), 1e-30));
          const whole = tf.add(loss, tf.mul(problem.weight, tf.div(state.q, norms)));
          const g = tf.mul<Tensor2D>(tf.mul(whole, alive), 1 / unit);
          const moment = tf.add<Tensor2D>(tf.mul(adam.b1, state.moment), tf.mul(1 - adam.b1, g));
          const square = tf.add<Tensor2D>(tf.mul(adam.b2, state.square), tf.mul(1 - adam.b2, tf.square(g)));
          const spread = tf.sqrt(tf.mul(square, 1 / (1 - adam.b2 ** t)));
          const rate = (longest * schedule(t, iterations)) / (1 - adam.b1 ** t);
          const step = tf.div(tf.mul(rate, moment), tf.add(spread, adam.epsilon));
          return { q: tf.sub<Tensor2D>(state.q, step), moment, square };
        });
        tf.dispose(state);
        state = next;
        for (let i = 0; i < count; i++) age[i]!++;
        if (age[b]! >= refreshEvery) {
          refresh(slopes, b, state.q).dispose();
          age[b] = 0;
        }
        if (t % lookEvery === 0 || t === iterations) {
          best = await look(state.q, Number.isFinite(refreshEvery), best, slopes);
          if (Number.isFinite(refreshEvery)) age.fill(0);
          yield { iteration: t, best };
        }
        if (performance.now() - turn > millisecondsPerTurn) {
          await nextTurn();
          if (signal.aborted) return;
          turn = performance.now();
        }
      }
    } finally {
      tf.dispose([state, slopes, alive]);
    }
  }

  /** The better of the best point and the current one, by float64 over all rows. */
  async function look(
    q: Tensor2D,
    refreshes: boolean,
    best: SoftPoint,
    slopes: Tensor2D[],
  ): Promise<SoftPoint> {
    const losses = batches.map((_, b) => (refreshes ? refresh(slopes, b, q) : lossesWith(slopes, b, q)));
    let sum = 0;
    for (const loss of losses) for (const value of await loss.data()) sum += value;
    tf.dispose(losses);
    const neurons: Neurons = { rows: neuronCount, cols: d, data: Float64Array.from(await q.data()) };
    const norms = neuronNorms(neurons, problem.norm).reduce((total, norm) => total + norm, 0);
    if (!(problem.lossScale * sum + problem.weight * norms < best.objective)) return best;
    const own = await readSlopes(slopes);
    const value = objective(neurons, own);
    return value < best.objective ? { neurons, slopes: own, objective: value } : best;
  }

  const rows = count > 1 ? `, ${count} batches of about ${Math.round(n / count)} rows` : '';
  return {
    name: `float32 tensors on ${description}${rows}, judged in float64 (${kernels.name})`,
    backend: {
      solver: { name: 'descent' },
      why: `${neuronCount} neurons x ${n} rows x ${d} columns: too large for a conic solver, large enough for tensors`,
    },
    objective,
    async refresh(neurons, before) {
      const slopes = tensorSlopes(before);
      const q = onBackend(neurons);
      try {
        for (const b of batches.keys()) refresh(slopes, b, q).dispose();
        return await readSlopes(slopes);
      } finally {
        tf.dispose([q, slopes]);
      }
    },
    descend: steps,
    close: dispose,
  };
}
