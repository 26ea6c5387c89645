import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ExtrapolationOptions } from '#relucent/core/generated/documents.js';
import type { Spec } from '#relucent/core/generated/input.js';
import { gramDeviation as gramDeviation64, largestEntry } from '#relucent/core/gram.js';
import { fromRows } from '#relucent/core/matrix.js';
import { parametersOf, weightMatricesOf } from '#relucent/core/network.js';
import { standardObjective } from '#relucent/core/objective.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { spectralNorm } from '#relucent/core/spectral-norm.js';
import { validate } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { checkpoint, restore } from '#relucent/nonconvex/checkpoint.js';
import { type ExtrapolationState, extrapolation } from '#relucent/nonconvex/extrapolation/algorithm.js';
import { mostStages, muOf } from '#relucent/nonconvex/extrapolation/continuation.js';
import { splitEnergies } from '#relucent/nonconvex/extrapolation/energies.js';
import { gramDeviation } from '#relucent/nonconvex/extrapolation/gram-splitting.js';
import { splittingOf } from '#relucent/nonconvex/extrapolation/splitting-of.js';
import { extrapolationTrainer } from '#relucent/nonconvex/extrapolation/trainer.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { tensorNetwork } from '#relucent/nonconvex/networks/tensor-network.js';
import { matrixTensor, type TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { normalMatrix } from '../../support/networks.js';
import { taskOf } from '../../support/problems.js';
import { on } from '../backends.js';

/** Rows in [0, 1] that a few parts make up. */
function parts(n: number, d: number): number[][] {
  const random = createRandom(3, 'parts');
  const basis = Array.from({ length: 5 }, () =>
    Array.from({ length: d }, () => (random.uniform() < 0.3 ? 1 : 0)),
  );
  return Array.from({ length: n }, () => {
    const weights = basis.map(() => (random.uniform() < 0.4 ? random.uniform() : 0));
    return Array.from({ length: d }, (_, j) =>
      Math.min(
        1,
        weights.reduce((sum, w, k) => sum + w * basis[k]![j]!, 0),
      ),
    );
  });
}

const sparseCodes = (more: Partial<Spec> = {}): Omit<Spec, 'relucent'> => ({
  data: { source: 'inline', x: parts(60, 24) },
  model: { type: 'autoencoder', code: 12 },
  loss: { type: 'squared' },
  regularizer: { type: 'code-l1', weight: 0.05 },
  ...more,
});
const blobs = (regularizer: Spec['regularizer'], model: Spec['model']): Omit<Spec, 'relucent'> => ({
  data: { source: 'generator', name: 'two-moons', n: 40, bias: true },
  model: model!,
  loss: { type: 'logistic' },
  regularizer: regularizer!,
});
const problemOf = (spec: Omit<Spec, 'relucent'>): Promise<AnyProblem> => loadProblem(taskOf(spec), {});
const optionsOf = (options: object) =>
  validate<ExtrapolationOptions>('solvers/extrapolation.json', options) as ExtrapolationOptions;

/** States 0, ..., `steps` of a run. */
function states(tf: TensorLibrary, problem: AnyProblem, options: object, steps: number) {
  const algorithm = extrapolation(tf, problem, optionsOf(options), () => ({}));
  const all: ExtrapolationState[] = [algorithm.init()];
  for (let k = 0; k < steps; k++) all.push(algorithm.step(all.at(-1)!));
  const measured = (state: ExtrapolationState) =>
    Object.fromEntries(
      Object.entries(algorithm.residuals(state)).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : value.dataSync()[0]!,
      ]),
    );
  return { algorithm, all, measured };
}
const oneStage = { muMax: 1, muMin: 1, finalStages: 1, stageEpochs: 1000 };

describe('the iteration on tensors', () => {
  it('without extrapolation and with the full step of s is the earlier method', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(sparseCodes());
    const { all } = states(tf, problem, { ...oneStage, extrapolation: 0, learningRate: 0.4 }, 6);
    const split = splittingOf(problem, tensorNetwork(problem));
    const energies = splitEnergies(tf, problem, split);
    const rows = { x: matrixTensor(tf, problem.train.x), y: matrixTensor(tf, problem.train.y) };
    let p = all[0]!.parameters;
    for (const state of all.slice(1)) {
      const s = split.prox(tf, split.features(tf, p, rows.x), 1);
      const gradients = tf.grads((...at: Tensor[]) => energies.energy(at, rows, s, 1))(p);
      p = p.map((each, i) => tf.sub(each, tf.mul(0.4, gradients[i]!)));
      p.forEach((each, i) => {
        const found = state.parameters[i]!.dataSync();
        each.dataSync().forEach((value, j) => {
          expect(Math.abs(found[j]! - value)).toBeLessThan(2e-6);
        });
      });
      s[0]!.dataSync().forEach((value, j) => {
        expect(Math.abs(state.s[0]![0]!.dataSync()[j]! - value)).toBeLessThan(2e-6);
      });
    }
  });

  it('never raises T by backtracking without extrapolation, and stays in the box', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(sparseCodes());
    const { all, measured } = states(tf, problem, { ...oneStage, extrapolation: 0, bound: 0.3 }, 40);
    const totals = all.map((state) => measured(state).T!);
    for (let k = 1; k < totals.length; k++)
      expect(totals[k]).toBeLessThanOrEqual(totals[k - 1]! * (1 + 1e-6));
    expect(totals.at(-1)).toBeLessThan(0.9 * totals[1]!);
    const entries = all
      .slice(1)
      .flatMap(({ parameters }) => parameters.flatMap((each) => [...each.dataSync()]));
    expect(Math.max(...entries.map(Math.abs))).toBe(Math.fround(0.3));
  });

  it('needs at most a quarter of the iterations with a weight of 0.9', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(sparseCodes());
    const slow = states(tf, problem, { ...oneStage, extrapolation: 0 }, 400);
    const reached = slow.measured(slow.all.at(-1)!).T!;
    const fast = states(tf, problem, { ...oneStage, extrapolation: 0.9 }, 100);
    expect(fast.measured(fast.all.at(-1)!).T).toBeLessThan(reached);
  });

  it('restarts where T has risen', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(blobs({ type: 'gram-inf-norm' }, { type: 'mlp', hidden: [6, 4] }));
    const { all } = states(tf, problem, { ...oneStage, extrapolation: 0.99, restart: true }, 100);
    const fresh = all
      .slice(1)
      .filter(({ before, parameters }) => before.every((b, i) => b === parameters[i]));
    const risen = all.slice(2).filter(({ total }, k) => total > all[k + 1]!.total);
    expect(risen.length).toBeGreaterThan(0);
    expect(fresh).toEqual(risen);
  });

  it('keeps s for every row in mini-batches, and goes on from a checkpoint exactly as it would have', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(sparseCodes());
    const options = { batch: 16, learningRate: 0.3, stageEpochs: 2, muMax: 1, muMin: 0.1 };
    const { algorithm, all, measured } = states(tf, problem, options, 12);
    const rows = (state: ExtrapolationState) => state.s.map(([s]) => s!.shape[0]);
    expect(rows(all.at(-1)!)).toEqual([16, 16, 16, 12]);
    expect(measured(all[8]!).mu).toBe(1);
    expect(measured(all[9]!).mu).toBeCloseTo(0.1, 12);
    const saved = await checkpoint(all[6]!);
    let state = restore(tf, JSON.parse(JSON.stringify(saved, flatten))) as ExtrapolationState;
    for (let k = 6; k < 12; k++) state = algorithm.step(state);
    expect(JSON.stringify(await checkpoint(state), flatten)).toBe(
      JSON.stringify(await checkpoint(all.at(-1)!), flatten),
    );
  });

  it('frees what it makes', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(sparseCodes());
    const before = tf.memory().numTensors;
    const options = optionsOf({ stageEpochs: 3, finalStages: 1 });
    const context = { seed: 1, signal: new AbortController().signal, report() {}, conicSolvers: [] };
    await extrapolationTrainer.train(problem, options, context);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('holds the layers of one batch at a time where all are measured', async () => {
    const tf = await on('wasm');
    const problem = await problemOf(
      blobs({ type: 'gram-inf-norm', weight: 1 }, { type: 'mlp', hidden: [4, 4, 4, 4] }),
    );
    const held = (batch: number) => {
      const { algorithm, all } = states(tf, problem, { ...oneStage, batch }, 0);
      return tf.tidy(() => {
        const before = tf.memory().numTensors;
        algorithm.residuals(all[0]!);
        return tf.memory().numTensors - before;
      });
    };
    // Of 8 batches in place of 2 each leaves T, its gap, and both weighted by their share of the rows.
    expect(held(5) - held(20)).toBe(6 * 4);
  });
});

/** Typed arrays as lists. */
function flatten(_key: string, value: unknown) {
  return ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
}

describe('the stages', () => {
  it('are those of the published schedules', () => {
    const sparse = { muMax: 20, muMin: 0.01, factor: 0.1, finalStages: 5 };
    const stages = Array.from({ length: mostStages(sparse) }, (_, i) => muOf(sparse, i));
    expect(stages.map((mu) => Number(mu.toPrecision(6)))).toEqual([20, 2, 0.2, 0.02, ...Array(5).fill(0.01)]);
    const cnn = { muMax: 1e3, muMin: 1, factor: 0.3, finalStages: 1 };
    expect(mostStages(cnn)).toBe(7);
    expect(muOf(cnn, 6)).toBe(1);
    expect(mostStages({ muMax: 1, muMin: 1, factor: 0.1, finalStages: 3 })).toBe(3);
  });

  it('end with the first at muMin whose gap is small', async () => {
    const problem = await problemOf(sparseCodes());
    const context = { seed: 1, signal: new AbortController().signal, report() {}, conicSolvers: [] };
    const options = { muMax: 1, muMin: 0.1, stageEpochs: 5, zeta: 0.05 };
    const outcome = await extrapolationTrainer.train(problem, optionsOf(options), context);
    expect(outcome.status).toBe('solved');
    expect(outcome.iterations! % 5).toBe(0);
    expect(outcome.iterations).toBeGreaterThanOrEqual(10);
    expect(outcome.details!['gap']).toBeLessThanOrEqual(0.05);
  });
});

describe('Gram matrices', () => {
  const shapes = [[4, 6], [6, 4], [3, 3, 2, 5], [3, 3, 20]]; // biome-ignore format: one list

  it.each(shapes)('of a weight of shape %j... are the smaller ones, as in float64', async (...shape) => {
    const tf = await on('wasm');
    const size = shape.reduce((product, length) => product * length, 1);
    const weight = tf.tensor([...normalMatrix(createRandom(1, 'gram'), 1, size).data], shape);
    const outputs = shape.length === 2 ? shape[0]! : shape.at(-1)!;
    const gram = gramDeviation(tf, weight);
    const side = Math.min(outputs, size / outputs);
    expect(gram.shape).toEqual([side, side]);
    // Column j of a kernel (..., outputs) is filter j.
    const at = (j: number, i: number) =>
      weight.dataSync()[shape.length === 2 ? j * shape[1]! + i : i * outputs + j]!;
    const matrix = fromRows(
      Array.from({ length: outputs }, (_, j) => Array.from({ length: size / outputs }, (_, i) => at(j, i))),
    );
    const wanted = gramDeviation64(matrix).data;
    gram.dataSync().forEach((entry, i) => {
      expect(Math.abs(entry - wanted[i]!)).toBeLessThan(1e-4);
    });
  });

  it('have the gradient of central differences', async () => {
    const tf = await on('wasm');
    const model: Spec['model'] = { type: 'mlp', hidden: [5] };
    const problem = await problemOf(blobs({ type: 'gram-inf-norm', weight: 0.1 }, model));
    const architecture = tensorNetwork(problem);
    const energies = splitEnergies(tf, problem, splittingOf(problem, architecture));
    const rows = { x: matrixTensor(tf, problem.train.x), y: matrixTensor(tf, problem.train.y) };
    const p = architecture.init(tf, createRandom(2, 'start'));
    const s = splittingOf(problem, architecture).zeros(tf, 0);
    const value = (...at: Tensor[]) => energies.energy(at, rows, s, 0.5);
    const gradients = tf.grads(value)(p);
    const random = createRandom(5, 'directions');
    for (let trial = 0; trial < 4; trial++) {
      const direction = p.map((each) =>
        tf.tensor(
          each.dataSync().map(() => random.normal()),
          each.shape,
        ),
      );
      const along = (h: number) =>
        value(...p.map((each, i) => tf.add(each, tf.mul(h, direction[i]!)))).dataSync()[0]!;
      const slope = gradients.reduce((sum, g, i) => sum + tf.sum(tf.mul(g, direction[i]!)).dataSync()[0]!, 0);
      expect(Math.abs((along(3e-3) - along(-3e-3)) / 6e-3 - slope)).toBeLessThan(
        2e-2 * Math.max(1, Math.abs(slope)),
      );
    }
  });

  it.each(['gram-inf-norm', 'gram-inf-indicator'] as const)(
    'come close to the identity by %s',
    async (type) => {
      const model: Spec['model'] = { type: 'mlp', hidden: [6, 4] };
      const regularizer = type === 'gram-inf-norm' ? { type, weight: 2 } : { type };
      const problem = await problemOf(blobs(regularizer, model));
      const context = { seed: 1, signal: new AbortController().signal, report() {}, conicSolvers: [] };
      const options = { muMax: 1, muMin: 0.01, stageEpochs: 60, finalStages: 1 };
      const outcome = await extrapolationTrainer.train(problem, optionsOf(options), context);
      const largest = weightMatricesOf(outcome.network!).map((w) => largestEntry(gramDeviation64(w)));
      expect(Math.max(...largest)).toBeLessThan(0.15);
      const { layers } = outcome.details as { layers: { weight: string; spectralNorm: number }[] };
      expect(layers.map(({ weight }) => weight)).toEqual(['0.weight', '1.weight', '2.weight']);
      for (const { spectralNorm: norm } of layers) expect(Math.abs(norm - 1)).toBeLessThan(0.2);
      if (type === 'gram-inf-indicator') {
        expect(outcome.details!['violation']).toBeCloseTo(Math.max(0, Math.max(...largest) - 0.1), 12);
      }
    },
  );

  it('are penalized by any penalty: the largest entry is gram-inf-norm, to float32', async () => {
    const tf = await on('wasm');
    const model: Spec['model'] = { type: 'mlp', hidden: [6, 4] };
    const run = async (regularizer: Spec['regularizer']) => {
      const problem = await problemOf(blobs(regularizer, model));
      const { all } = states(tf, problem, { ...oneStage, extrapolation: 0.5 }, 30);
      const weights = all.at(-1)!.parameters.flatMap((each) => [...each.dataSync()]);
      return { problem, weights };
    };
    const named = await run({ type: 'gram-inf-norm', weight: 2 });
    const general = await run({ type: 'linf-norm', target: 'gram', weight: 2 });
    expect(general.weights.length).toBe(named.weights.length);
    for (const [i, weight] of general.weights.entries()) expect(weight).toBeCloseTo(named.weights[i]!, 4);
    const architecture = tensorNetwork(named.problem);
    const network = await architecture.toNetwork(architecture.init(tf, createRandom(5, 'start')));
    const { x } = named.problem.train;
    expect(general.problem.regularizer.value(network, x)).toBeCloseTo(
      named.problem.regularizer.value(network, x),
      12,
    );
    const partly = await problemOf(blobs({ type: 'l1', target: 'gram', layers: [1] }, model));
    const { data } = gramDeviation64(weightMatricesOf(network)[1]!);
    expect(partly.regularizer.value(network, x)).toBeCloseTo(
      data.reduce((sum, entry) => sum + Math.abs(entry), 0),
      12,
    );
    for (const trainer of nonconvexTrainers) {
      const answer = trainer.supports(general.problem);
      expect([trainer.name, answer === true]).toEqual([trainer.name, trainer.name === 'extrapolation']);
    }
  });
});

it('measures spectral norms', () => {
  expect(spectralNorm(fromRows([[3, 0, 0], [0, -5, 0]]))).toBeCloseTo(5, 7); // biome-ignore format: one matrix
  expect(spectralNorm(fromRows([[0, 0]]))).toBe(0);
  const random = createRandom(9, 'spectral');
  const rotation = [[Math.cos(0.3), -Math.sin(0.3)], [Math.sin(0.3), Math.cos(0.3)]]; // biome-ignore format: a matrix
  expect(spectralNorm(fromRows(rotation))).toBeCloseTo(1, 9);
  // Never below what a random direction shows, never above the Frobenius norm.
  const matrix = normalMatrix(random, 7, 11);
  const frobenius = Math.sqrt(matrix.data.reduce((sum, each) => sum + each ** 2, 0));
  expect(spectralNorm(matrix)).toBeGreaterThan(frobenius / Math.sqrt(7));
  expect(spectralNorm(matrix)).toBeLessThan(frobenius);
});

describe('sparse codes by gradient descent', () => {
  const trainer = nonconvexTrainers.find(({ name }) => name === 'adam')!;
  it.each(['code-l1', 'kl-sparsity', 'student-t'] as const)('%s lowers its objective', async (type) => {
    const problem = await problemOf(sparseCodes({ regularizer: { type, weight: 0.2 } }));
    expect(trainer.supports(problem)).toBe(true);
    const options = validate('solvers/gradient-adam.json', { epochs: 30, batch: 20 });
    const context = { seed: 1, signal: new AbortController().signal, report() {}, conicSolvers: [] };
    const { network, history } = await trainer.train(problem, options, context);
    const penalty = problem.regularizer.value(network!, problem.train.x);
    expect(standardObjective(network!, problem)).toBeLessThan(0.5 * history[0]!.objective!);
    const free = await trainer.train({ ...problem, weight: 1e-9 }, options, context);
    expect(penalty).toBeLessThan(problem.regularizer.value(free.network!, problem.train.x));
    expect(
      parametersOf(network!)
        .flatMap((each) => [...each])
        .every(Number.isFinite),
    ).toBe(true);
  });
});

describe('what is refused', () => {
  it('penalties of codes where there are none', async () => {
    await expect(problemOf(blobs({ type: 'code-l1' }, { type: 'relu' }))).rejects.toThrow(
      '/regularizer/type: code-l1 is about the codes of an autoencoder, not of "relu"',
    );
    await expect(
      problemOf(
        sparseCodes({
          model: { type: 'autoencoder', activation: 'relu' },
          regularizer: { type: 'kl-sparsity' },
        }),
      ),
    ).rejects.toThrow('kl-sparsity needs codes between 0 and 1');
  });

  it('regularizers that are not split off, threats, and options that do not fit', async () => {
    const decay = await problemOf(sparseCodes({ regularizer: { type: 'weight-decay' } }));
    expect(extrapolationTrainer.supports(decay)).toMatch('not weight-decay');
    const threat = await problemOf(sparseCodes({ threat: { radius: 0.1 } }));
    expect(extrapolationTrainer.supports(threat)).toBe('it trains without a threat');
    const problem = await problemOf(sparseCodes());
    const check = (options: object) =>
      extrapolationTrainer.check!(problem, optionsOf(options), {
        pointer: '/solver/options',
        conicSolvers: [],
      });
    expect(() => check({ batch: 16 })).toThrow('/solver/options/batch: backtracking needs the full batch');
    expect(() => check({ muMin: 30 })).toThrow('/solver/options/muMin');
    expect(() => check({ restart: true, learningRate: 0.1 })).toThrow('/solver/options/restart');
    expect(() => check({ batch: 16, learningRate: 0.1 })).not.toThrow();
  });
});
