import type { Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { IalamOptions } from '#relucent/core/generated/documents.js';
import { type Matrix, zeros } from '#relucent/core/matrix.js';
import { standardObjective } from '#relucent/core/objective.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { validate } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { checkpoint, restore } from '#relucent/nonconvex/checkpoint.js';
import { ialam } from '#relucent/nonconvex/ialam/algorithm.js';
import { float64Algebra } from '#relucent/nonconvex/ialam/float64-algebra.js';
import { initialWeights, startAt } from '#relucent/nonconvex/ialam/start.js';
import { type IalamState, nextState } from '#relucent/nonconvex/ialam/sweep.js';
import { ialamTrainer, planOf } from '#relucent/nonconvex/ialam/trainer.js';
import { momentsOf } from '#relucent/nonconvex/ialam/weight-step.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { taskOf } from '../../support/problems.js';

type Spec = Parameters<typeof taskOf>[0];

const activation = { name: 'leaky-relu' as const, slope: 0.01 };
const data: Spec['data'] = {
  source: 'generator',
  name: 'mlp-teacher',
  n: 200,
  d: 10,
  hidden: [6],
  outputs: 3,
  seed: 4,
};
const spec: Spec = {
  data,
  model: { type: 'mlp', hidden: [8, 5], activation, outputActivation: activation },
  loss: { type: 'squared' },
  regularizer: { type: 'column-lasso', weight: 1e-4 },
};
const load = (more: Partial<Spec> = {}): Promise<AnyProblem> => loadProblem(taskOf({ ...spec, ...more }), {});

const optionsOf = (given: object) => validate(ialamTrainer.optionsSchema, given) as IalamOptions;

function train(problem: AnyProblem, options: object, signal = new AbortController().signal) {
  const context = { seed: 0, signal, report: () => {}, conicSolvers: [] };
  return ialamTrainer.train(problem, optionsOf(options), context);
}

/** The least value of a measure from the evaluation `first` on. */
function leastOf(history: Awaited<ReturnType<typeof train>>['history'], measure: string, first = 0): number {
  return Math.min(...history.slice(first).map(({ residuals }) => residuals![measure]!));
}

describe('on tensors', () => {
  it('does what it does in float64', async () => {
    const { tf } = await loadTensors();
    const problem = await load();
    const plan = planOf(
      problem,
      optionsOf({ memory: 2, weightIterations: 200, weightTolerance: 1e-5, inner: 2 }),
    );
    const splitting = {
      ...plan,
      x: problem.train.x,
      y: problem.train.y,
      lambdaW: problem.weight,
      beta: plan.slopes.map(() => plan.beta),
    };
    const widths = [10, 8, 5, 3];
    const random = createRandom(problem.seed, 'initial network');
    const weights = initialWeights(float64Algebra, widths, 200, plan.init, random);
    const gram = momentsOf(float64Algebra, splitting.x);
    let exact = startAt(float64Algebra, splitting, weights, plan.rho);
    const algorithm = ialam(tf, problem, plan);
    let state = algorithm.init();
    const names = ['w', 'b', 'v', 'u', 'multipliers'] as const;
    const largest = (entries: Float64Array) =>
      entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    /** Entries that differ by more than a share of the largest. */
    const differing = (name: (typeof names)[number], tolerance: number) =>
      exact[name].reduce((count, { data: expected }, l) => {
        const found = state[name][l]!.dataSync();
        const allowed = tolerance * Math.max(largest(expected), 0.02);
        return count + expected.filter((entry, i) => !(Math.abs(entry - found[i]!) <= allowed)).length;
      }, 0);
    for (const name of names) expect(differing(name, 1e-6), name).toBe(0);
    for (let k = 0; k < 4; k++) {
      exact = nextState(float64Algebra, splitting, exact, plan, gram);
      state = tf.tidy(() => algorithm.step(state));
      // Where two minimisers of an entry tie, rounding decides: few entries, and the next sweep starts from the same.
      for (const name of ['w', 'b', 'multipliers'] as const) expect(differing(name, 1e-3), name).toBe(0);
      for (const name of ['v', 'u'] as const) expect(differing(name, 1e-3), name).toBeLessThanOrEqual(2);
      exact = { ...exact, ...Object.fromEntries(names.map((name) => [name, state[name].map(inFloat64)])) };
    }
    expect(state.penalty.recent.length).toBe(2);
    expect(state.sweeps).toBe(4);
    tf.dispose(state);
    algorithm.dispose();
  });

  it('goes on from a checkpoint as if it had not stopped, and leaves no tensors behind', async () => {
    const { tf } = await loadTensors();
    const problem = await load();
    const before = tf.memory().numTensors;
    const algorithm = ialam(tf, problem, planOf(problem, optionsOf({ memory: 1 })));
    const start = tf.tidy(() => algorithm.init());
    const middle = tf.tidy(() => algorithm.step(start));
    const resumed = restore(
      tf,
      JSON.parse(JSON.stringify(await checkpoint(middle)), revive),
    ) as IalamState<Tensor2D>;
    const [one, other] = [middle, resumed].map((state) => tf.tidy(() => algorithm.step(state)));
    expect(await checkpoint(other!)).toEqual(await checkpoint(one!));
    tf.dispose([start, middle, resumed, one!, other!]);
    algorithm.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** The entries of a tensor, as they are. */
function inFloat64(tensor: Tensor2D): Matrix {
  const [rows, cols] = tensor.shape;
  return { rows, cols, data: Float64Array.from(tensor.dataSync()) };
}

/** Typed arrays come back from JSON as objects with numbered entries. */
function revive(key: string, value: unknown): unknown {
  return key === 'values' ? Object.values(value as object) : value;
}

describe('training', () => {
  it('beats the constant predictor and reports its measures', async () => {
    const problem = await load();
    const outcome = await train(problem, { iterations: 100, rho: 0.01 });
    const { y } = problem.train;
    const constant = zeros(1, y.cols);
    for (let i = 0; i < y.data.length; i++) constant.data[i % y.cols]! += y.data[i]! / y.rows;
    // Half the variance, as the loss is half the square.
    const spread =
      y.data.reduce((sum, entry, i) => sum + (entry - constant.data[i % y.cols]!) ** 2, 0) / 2 / y.rows;
    expect(standardObjective(outcome.network!, problem)).toBeLessThan(0.6 * spread);
    const { residuals } = outcome.history.at(-1)!;
    // Neither falls steadily, and rounding decides where it stands at the end.
    expect(leastOf(outcome.history, 'feasVi', 1)).toBeLessThan(
      0.1 * outcome.history[1]!.residuals!['feasVi']!,
    );
    expect(Object.keys(residuals!)).toEqual([
      'trainErr',
      'feasVi',
      'rho',
      'raisedByMultipliers',
      'zeroColumns',
      'stationarity',
    ]);
    const best = Math.min(...outcome.history.map(({ objective }) => objective!));
    expect(standardObjective(outcome.network!, problem)).toBeCloseTo(best, 10);
    expect(outcome.network!.layers.map((layer) => 'activation' in layer && layer.activation)).toEqual(
      new Array(3).fill(activation),
    );
  });

  it('says how far every layer is from stationarity, and that its theory held', async () => {
    const phases = new Set<string | undefined>();
    const problem = await load();
    const context = {
      seed: 0,
      signal: new AbortController().signal,
      report: ({ phase }: { phase?: string }) => phases.add(phase),
      conicSolvers: [],
    };
    const options = optionsOf({ iterations: 40, rho: 0.01 });
    const { details, history } = await ialamTrainer.train(problem, options, context);
    const { kkt, theory, feasVi, zeroColumns } = details as {
      kkt: Record<string, number> & { layers: Record<string, number>[] };
      theory: Record<string, unknown>;
      feasVi: number;
      zeroColumns: number;
    };
    const last = history.at(-1)!.residuals!;
    expect([feasVi, zeroColumns]).toEqual([last['feasVi'], last['zeroColumns']]);
    const names = ['weights', 'biases', 'auxiliaries', 'feasibility', 'inequalities'];
    expect(kkt.layers.map((layer) => Object.keys(layer).sort())).toEqual(Array(3).fill([...names].sort()));
    expect(Math.max(...names.map((name) => kkt[name]!))).toBeCloseTo(last['stationarity']!, 10);
    expect(theory).toMatchObject({ checkedSweeps: 4, holds: true });
    const shown = `FeasVi ${feasVi.toExponential(1)}, ${(100 * zeroColumns).toFixed(0)} % of the columns zero`;
    expect(phases).toContain(shown);
  });

  it('makes columns of zeros under a heavy weight', async () => {
    const outcome = await train(await load({ regularizer: { type: 'column-lasso', weight: 0.02 } }), {
      iterations: 60,
    });
    expect(outcome.history.at(-1)!.residuals!['zeroColumns']).toBeGreaterThan(0.3);
  });

  it('ends when the penalty has grown enough, without calling that solved', async () => {
    const outcome = await train(await load(), {
      iterations: 2000,
      memory: 1,
      shrinkage: 0.5,
      growthLimit: 4,
    });
    expect(outcome.status).toBe('inaccurate');
    expect(outcome.reason).toMatch(/^the penalty .* passed its limit .*; infeasibility/);
    expect(outcome.iterations).toBeLessThan(2000);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    const outcome = await train(await load(), { iterations: 1e6 }, controller.signal);
    expect(outcome.status).toBe('cancelled');
    expect(outcome.network).toBeDefined();
  });

  let usual: ReturnType<typeof train> | undefined;
  it.each([
    ['init', 'slides'],
    ['inner', 2],
    ['rho', 0.5],
    ['beta', 2],
    ['lambdaV', 0.1],
    ['tau', 0.5],
    ['decrease', 0.2],
    ['memory', 3],
    ['shrinkage', 0.3],
    ['power', 0.01],
    ['weightTolerance', 0.3],
    ['weightIterations', 2],
  ])('heeds the option %s', async (name, value) => {
    const base = { iterations: 8, memory: 1, decrease: 0.9, shrinkage: 0.9, power: 5 };
    const problem = await load();
    usual ??= train(problem, base);
    const changed = await train(problem, { ...base, [name]: value });
    expect(changed.history.at(-1)!.residuals).not.toEqual((await usual).history.at(-1)!.residuals);
  });

  it('trains ReLUs with a linear output', async () => {
    const problem = await load({ model: { type: 'mlp', hidden: [8] } });
    const { history } = await train(problem, { iterations: 40, rho: 1 });
    expect(leastOf(history, 'trainErr')).toBeLessThan(0.4 * history[0]!.residuals!['trainErr']!);
  });
});

describe('supports', () => {
  it('says in one sentence what does not fit', async () => {
    const model = { type: 'mlp' as const, hidden: [4] };
    const cases: [Partial<Spec>, RegExp | true][] = [
      [{}, true],
      [{ model }, true],
      [{ model: { type: 'relu' } }, /model "relu"/],
      [{ model: { ...model, activation: 'tanh' as const } }, /model.activation/],
      [{ model: { ...model, outputActivation: 'sigmoid' as const } }, /model.outputActivation/],
      [{ model: { ...model, bias: false } }, /model.bias/],
      [{ loss: { type: 'cross-entropy' } }, /loss "cross-entropy"/],
      [{ regularizer: { type: 'weight-decay' } }, /regularizer "weight-decay"/],
      [{ threat: { radius: 0.1 } }, /threat/],
    ];
    for (const [more, expected] of cases) {
      const answer = ialamTrainer.supports(await load(more));
      if (expected === true) expect(answer).toBe(true);
      else expect(answer).toMatch(expected);
    }
  });
});
