import { describe, expect, it } from 'vitest';
import type { DlamOptions } from '#relucent/core/generated/documents.js';
import { accuracy } from '#relucent/core/measures.js';
import { type Network, predict } from '#relucent/core/network.js';
import { standardObjective, totalLoss } from '#relucent/core/objective.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { validate } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { checkpoint, restore } from '#relucent/nonconvex/checkpoint.js';
import { type DlamState, dlam } from '#relucent/nonconvex/dlam/algorithm.js';
import { dlamTrainer, slowDescent } from '#relucent/nonconvex/dlam/trainer.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { sharedFile, taskOf } from '../../support/problems.js';
import { blobs } from '../splitting/problems.js';

const optionsOf = (options: object) => validate(dlamTrainer.optionsSchema, options) as DlamOptions;
const run = (problem: AnyProblem, options: object, signal = new AbortController().signal) =>
  dlamTrainer.train(problem, optionsOf(options), {
    seed: problem.seed,
    signal,
    report: () => {},
    conicSolvers: [],
  });
const trainAccuracy = (network: Network, { train }: AnyProblem) =>
  accuracy(predict(network, train.x), train.y);

describe('dlam', () => {
  it('says what it cannot train', async () => {
    const answer = async (choices: Parameters<typeof blobs>[0]) => dlamTrainer.supports(await blobs(choices));
    expect(await answer({})).toBe(true);
    expect(await answer({ regularizer: 'l1', activation: 'softplus' })).toBe(true);
    expect(await answer({ loss: 'hinge' })).toMatch(/the loss "hinge", only squared and cross-entropy/);
    expect(await answer({ regularizer: 'column-lasso' })).toMatch(
      /"column-lasso", only weight-decay and penalties of the weights/,
    );
    const problem = await blobs();
    expect(dlamTrainer.supports({ ...problem, radii: problem.radii.map(() => 1) })).toMatch(/threat/);
    const relu: AnyProblem['model'] = { type: 'relu', hidden: [3], activation: 'relu', bias: false };
    expect(dlamTrainer.supports({ ...problem, model: relu })).toMatch(/"mlp", not "relu"/);
    const model = { ...problem.model, outputActivation: 'tanh' } as AnyProblem['model'];
    expect(dlamTrainer.supports({ ...problem, model })).toMatch(/linear output/);
  });

  it.each([
    ['cross-entropy', 'weight-decay', 'relu', true],
    ['cross-entropy', 'l1', 'tanh', true],
    ['squared', 'weight-decay', 'softplus', false],
    ['squared', 'l1', { name: 'leaky-relu', slope: 0.1 }, true],
  ] as const)('learns classes: %s, %s, %s', async (loss, regularizer, activation, bias) => {
    const problem = await blobs({ loss, regularizer, activation, bias });
    const { network, history, status, details } = await run(problem, { sweeps: 60 });
    expect(details!['theory']).toMatchObject({ checkedSweeps: 6, holds: true });
    expect(status).toBe('inaccurate');
    expect(trainAccuracy(network!, problem)).toBeGreaterThan(0.9);
    const energies = history.map(({ residuals }) => residuals!['energy']!);
    for (let k = 1; k < energies.length; k++)
      expect(energies[k]!).toBeLessThan(energies[k - 1]! * (1 + 1e-5));
    for (const { residuals } of history) expect(residuals!['band']).toBeLessThan(1e-5);
    const last = history.find(({ objective }) => objective === standardObjective(network!, problem));
    const { accuracy: shown, loss: mean } = last!.residuals!;
    expect(mean).toBeCloseTo(totalLoss(network!, problem.train, problem.loss) / problem.train.x.rows, 5);
    if (loss === 'squared') expect(shown).toBeUndefined();
    else expect(shown).toBeCloseTo(trainAccuracy(network!, problem), 6);
  });

  it('does not depend on the scale of the loss, the regularizer scaled with it', async () => {
    const problem = await blobs();
    const scaled = { ...problem, lossScale: 10 * problem.lossScale, weight: 10 * problem.weight };
    const [one, ten] = [await run(problem, { sweeps: 10 }), await run(scaled, { sweeps: 10 })];
    expect(ten.network).toEqual(one.network);
    const energyOf = ({ history }: typeof one) => history.at(-1)!.residuals!['energy']!;
    expect(energyOf(ten)).toBeCloseTo(10 * energyOf(one), 4);
  });

  it.each([
    { rho: 2 },
    { epsilon: 0.3 },
    { start: 'random' },
    { start: 'forward' },
    { nu: 0.7 },
    { gamma: 3 },
    { mu: 0.7 },
    { eta: 3 },
    { warm: false, nu: 0.7 },
    { sweeps: 4 },
  ])('reads the option %o', async (option) => {
    const problem = await blobs();
    const usual = await run(problem, { sweeps: 5 });
    expect((await run(problem, { sweeps: 5, ...option })).network).not.toEqual(usual.network);
  });

  it('goes on from a checkpoint exactly as it would have, and frees its tensors', async () => {
    const { tf } = await loadTensors();
    const problem = await blobs();
    const before = tf.memory().numTensors;
    const algorithm = dlam(tf, problem, optionsOf({}));
    const steps = (from: DlamState, count: number) => {
      let state = from;
      for (let k = 0; k < count; k++) state = tf.tidy(() => algorithm.step(state));
      return state;
    };
    tf.engine().startScope();
    const middle = steps(
      tf.tidy(() => algorithm.init()),
      5,
    );
    const saved = await checkpoint(middle);
    const straight = await algorithm.solution(steps(middle, 5));
    const resumed = await algorithm.solution(
      steps(restore(tf, JSON.parse(JSON.stringify(saved, asArrays))) as DlamState, 5),
    );
    tf.engine().endScope();
    algorithm.dispose();
    expect(resumed).toEqual(straight);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('repeats a run from its seed, and ends when it is cancelled', async () => {
    const problem = await blobs();
    const [one, again] = [await run(problem, { sweeps: 5 }), await run(problem, { sweeps: 5 })];
    expect(again.network).toEqual(one.network);
    const other = await run({ ...problem, seed: 9 }, { sweeps: 5 });
    expect(other.network).not.toEqual(one.network);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const cancelled = await run(problem, { sweeps: 1e7, tolerance: 0 }, abort.signal);
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled.network).toBeDefined();
  });

  it('stops when F hardly falls', async () => {
    const { status, reason, iterations } = await run(await blobs(), { sweeps: 1e5, tolerance: 0.01 });
    expect(status).toBe('inaccurate');
    expect(reason).toMatch(/^F fell by .* of itself in a sweep$/);
    expect(iterations).toBeLessThan(2000);
    const rule = slowDescent(0.1);
    const at = (iteration: number, energy: number) =>
      rule({ iteration, seconds: 0, objective: 0, residuals: { energy } });
    expect([at(0, 10), at(2, 7), at(4, 6.9)].map((stop) => stop !== null)).toEqual([false, false, true]);
  });

  it.skipIf(!sharedFile('data/mnist'))('learns handwritten digits', { timeout: 60_000 }, async () => {
    const file = (name: string) => sharedFile(`data/mnist/t10k-${name}-ubyte.gz`)!;
    const problem = await loadProblem(
      taskOf({
        data: {
          source: 'file',
          path: file('images-idx3'),
          format: 'idx',
          target: file('labels-idx1'),
          limit: 300,
          scale: 'minmax',
        },
        model: { type: 'mlp', hidden: [30, 30] },
        loss: { type: 'cross-entropy' },
      }),
      { pointer: '/data', folder: '/' },
    );
    const { network } = await run(problem, { sweeps: 60 });
    expect(trainAccuracy(network!, problem)).toBeGreaterThan(0.6);
  });
});

function asArrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
}
