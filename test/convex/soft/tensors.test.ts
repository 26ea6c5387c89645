import { beforeAll, describe, expect, it } from 'vitest';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { descendLinear, linearObjective } from '#relucent/convex/linear-descent.js';
import { type Neurons, networkOf } from '#relucent/convex/neurons.js';
import type { SoftPoint } from '#relucent/convex/soft/descend.js';
import { plainEngine, type SoftEngine } from '#relucent/convex/soft/engine.js';
import type { Slopes } from '#relucent/convex/soft/slopes.js';
import { softObjective } from '#relucent/convex/soft/soft-range.js';
import { streamedObjective } from '#relucent/convex/soft/streamed-objective.js';
import { tensorEngine } from '#relucent/convex/soft/tensors/engine.js';
import { batchCount, softFits, suitsTensors } from '#relucent/convex/soft/tensors/size.js';
import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { convexTrainer } from '#relucent/convex/trainer.js';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import { row, zeros } from '#relucent/core/matrix.js';
import { regularization } from '#relucent/core/objective.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { networkOfRelu, reluValues } from '#relucent/core/relu-network.js';
import { validate } from '#relucent/core/validation.js';
import { loadTensors, type Tensors } from '#relucent/nonconvex/tensors.js';
import { trainConvex } from '../../support/convex.js';
import { problemOf } from '../../support/problems.js';

const losses = ['hinge', 'squared', 'logistic'] as const;
const signal = new AbortController().signal;
let tensors: Tensors;
beforeAll(async () => {
  tensors = await loadTensors();
});

/** Rows of three columns and a bias, which is not attacked. */
async function smallProblem(loss: (typeof losses)[number], n = 40): Promise<Problem> {
  const random = createRandom(n, loss);
  const x = Array.from({ length: n }, () => Array.from({ length: 3 }, () => Math.fround(random.normal())));
  const y = x.map(([a, b]) => (loss === 'squared' ? Math.fround(a! * b!) : a! * b! > 0 ? 1 : -1));
  return problemOf({
    data: { source: 'inline', x, y, bias: true },
    loss: { type: loss },
    regularizer: { weight: 0.002 },
    threat: { radius: 0.125 },
  });
}

function randomPoint(problem: Problem): { neurons: Neurons; slopes: Slopes } {
  const random = createRandom(1, 'point');
  const neurons = zeros(8, problem.train.x.cols);
  for (const i of neurons.data.keys()) neurons.data[i] = 0.4 * random.normal();
  const slopes = zeros(8, problem.train.x.rows);
  for (const i of slopes.data.keys())
    slopes.data[i] = Math.fround([0, 1, random.uniform()][random.integer(3)]!);
  return { neurons, slopes };
}

function pointOf(problem: Problem): SoftPoint {
  const { neurons, slopes } = randomPoint(problem);
  return { neurons, slopes, objective: softObjective(problem, neurons, slopes) };
}

const engineOf = (problem: Problem, batches?: number, seed = 0) =>
  tensorEngine(problem, 8, tensors, simdKernels(), seed, batches);

async function pointsOf(engine: SoftEngine, start: SoftPoint, iterations: number, refreshEvery = 25) {
  const points: SoftPoint[] = [];
  const settings = { iterations, refreshEvery, learningRate: 0.05 };
  for await (const { best } of engine.descend(start, settings, signal)) points.push(best);
  engine.close();
  return points;
}

/** The training objective of the neurons' network, each row at the worst corner of its box. */
function worstCornerObjective(problem: Problem, neurons: Neurons): number {
  const network = networkOf(neurons, problem.norm);
  const { x, y } = problem.train;
  let sum = 0;
  for (let k = 0; k < x.rows; k++) {
    const corners = zeros(8, x.cols);
    for (let c = 0; c < 8; c++)
      row(corners, c).set(row(x, k).map((value, j) => value + ((c >> j) & 1 ? 1 : -1) * problem.radii[j]!));
    const values = reluValues(network, corners);
    sum += Math.max(...Array.from(values, (f) => problem.loss.value(f, y.data[k]!)));
  }
  return problem.lossScale * sum + regularization(networkOfRelu(network), problem);
}

describe.each(losses)('soft training on tensors, %s', (loss) => {
  it('descends as the plain one does', async () => {
    const problem = await smallProblem(loss);
    const start = pointOf(problem);
    const plain = (await pointsOf(plainEngine(problem), { ...start, objective: Infinity }, 50, Infinity)).at(
      -1,
    )!;
    const own = (await pointsOf(engineOf(problem), { ...start, objective: Infinity }, 50, Infinity)).at(-1)!;
    expect(own.objective).toBeCloseTo(plain.objective, 3);
    expect(own.objective).toBeLessThan(0.9 * start.objective);
  });

  it('streams the objective over blocks of rows', async () => {
    const problem = await smallProblem(loss, 600);
    const { neurons, slopes } = randomPoint(problem);
    expect(streamedObjective(problem, neurons, slopes, simdKernels())).toBeCloseTo(
      softObjective(problem, neurons, slopes),
      10,
    );
  });

  it('refreshes slopes inside [0, 1] that lower the objective', async () => {
    const problem = await smallProblem(loss);
    const { neurons, slopes, objective } = pointOf(problem);
    const engine = engineOf(problem, 3);
    const fresh = await engine.refresh(neurons, slopes);
    engine.close();
    expect(Math.min(...fresh.data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...fresh.data)).toBeLessThanOrEqual(1);
    expect(softObjective(problem, neurons, fresh)).toBeLessThan(0.95 * objective);
  });

  it('keeps better and better points, each an upper bound on every corner', async () => {
    const problem = await smallProblem(loss);
    const start = pointOf(problem);
    const points = await pointsOf(engineOf(problem, 3), start, 300);
    let before = start.objective;
    for (const { neurons, slopes, objective } of points) {
      expect(objective).toBeLessThanOrEqual(before);
      expect(softObjective(problem, neurons, slopes)).toBeCloseTo(objective, 10);
      expect(worstCornerObjective(problem, neurons)).toBeLessThanOrEqual(objective + 1e-9);
      before = objective;
    }
    expect(before).toBeLessThan(0.6 * start.objective);
  });
});

describe('soft training on tensors', () => {
  it('repeats itself for a seed, deals the rows otherwise for another, and leaves no tensor behind', async () => {
    const problem = await smallProblem('hinge');
    const start = pointOf(problem);
    const before = tensors.tf.memory().numTensors;
    const [one, again, other] = [
      await pointsOf(engineOf(problem, 4), start, 60),
      await pointsOf(engineOf(problem, 4), start, 60),
      await pointsOf(engineOf(problem, 4, 1), start, 60),
    ].map((points) => points.at(-1)!.neurons.data);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(tensors.tf.memory().numTensors).toBe(before);
  });

  it('takes large problems with the l2 norm, in batches, and refuses what does not fit', async () => {
    const problem = await smallProblem('hinge');
    const { x } = problem.train;
    const large = { ...problem, train: { ...problem.train, x: { ...x, rows: 12_000, cols: 785 } } };
    expect(suitsTensors(problem, 8)).toBe(false);
    expect(suitsTensors(large, 100)).toBe(true);
    const l1 = { ...problem.norm, spec: { norm: 'l1' } as const };
    expect(suitsTensors({ ...large, norm: l1 }, 100)).toBe(false);
    expect(batchCount({ rows: 600, cols: 148, neurons: 72 })).toBe(1);
    expect(batchCount({ rows: 12_000, cols: 785, neurons: 100 })).toBe(8);
    expect(softFits({ rows: 12_000, cols: 785, neurons: 100 })).toBe(true);
    expect(softFits({ rows: 10_000_000, cols: 785, neurons: 100 })).toMatch(/needs about \d+\.\d GB/);
  });
});

it('finds the robust linear model by descent about as well as a conic solver', async () => {
  const problem = await smallProblem('hinge', 200);
  const outcome = await trainConvex(problem, { patterns: { method: 'sampled', distinct: 1 } });
  const least = (outcome.details!['robustLinear'] as { objective: number }).objective;
  const found = linearObjective(problem, (await descendLinear(problem, 0, signal))!);
  expect(found).toBeGreaterThan(least - 1e-6);
  expect(found).toBeLessThan(1.01 * least);
});

it('trains large problems on tensors where a run brings them, says so, and keeps what it has when cancelled', async () => {
  const random = createRandom(7, 'large');
  const x = Array.from({ length: 130 }, () => Array.from({ length: 100 }, () => random.normal()));
  const problem = await problemOf({
    data: { source: 'inline', x, y: x.map(([a]) => Math.sign(a!)) },
    model: { hidden: [80] },
    threat: { radius: 0.01 },
  });
  const cancelled = new AbortController();
  const options = validate<ConvexOptions>('solvers/convex.json', { robust: 'soft-mm' });
  const outcome = await convexTrainer.train(problem, options, {
    seed: 0,
    signal: cancelled.signal,
    report: ({ iteration }) => {
      if (iteration) cancelled.abort({ status: 'cancelled', message: 'enough' });
    },
    conicSolvers: [clarabel],
    tensors: loadTensors,
  });
  expect(outcome).toMatchObject({ status: 'cancelled', backend: 'descent' });
  expect(outcome.native).toMatch(/^descent \(float32 tensors on .*judged in float64/);
  expect(outcome.network).toBeDefined();
  expect(outcome.lower).toBeUndefined();
});
