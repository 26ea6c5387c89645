import { describe, expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import { standardObjective } from '#relucent/core/objective.js';
import type { Problem } from '#relucent/core/problem.js';
import { networkOfRelu } from '#relucent/core/relu-network.js';
import type { StopReason } from '#relucent/core/stop.js';
import { validate } from '#relucent/core/validation.js';
import { fgsm } from '#relucent/nonconvex/box-attack.js';
import { defaultLearningRate } from '#relucent/nonconvex/gradient-trainer.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { initialNetwork } from '#relucent/nonconvex/initial-network.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { objectiveTerms } from '#relucent/nonconvex/training-objective.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { noisyHalfSpace, twoPoints } from './problems.js';

const registry = createRegistry(nonconvexTrainers);

async function train(
  name: string,
  problem: Problem,
  options: object = {},
  signal = new AbortController().signal,
) {
  const trainer = registry.get('trainer', name, '/solver/name');
  const checked = validate(trainer.optionsSchema, options);
  trainer.check?.(problem, checked, { pointer: '/solver/options', conicSolvers: [] });
  return trainer.train(problem, checked, { seed: problem.seed, signal, report: () => {}, conicSolvers: [] });
}

const objectiveAfter = async (name: string, problem: Problem, options: object) =>
  standardObjective((await train(name, problem, options)).network!, problem);

const threat = [0.3, 0.3, 0];

describe('the trainers', () => {
  it('say what they cannot train', () => {
    const [clean, threatened] = [noisyHalfSpace(10, 3), noisyHalfSpace(10, 3, { radii: threat })];
    const answers = (problem: Problem) =>
      Object.fromEntries(nonconvexTrainers.map((trainer) => [trainer.name, trainer.supports(problem)]));
    expect(answers(threatened)).toEqual({
      'gd-std': true,
      sgd: true,
      adam: true,
      'gd-fgsm': true,
      'gd-pgd': true,
    });
    const reason = 'there is no threat: set threat.radius, or use gd-std';
    expect(answers(clean)).toEqual({
      'gd-std': true,
      sgd: true,
      adam: true,
      'gd-fgsm': reason,
      'gd-pgd': reason,
    });
    const odd = { ...clean, loss: { ...clean.loss, name: 'absolute' } };
    expect(answers(odd).adam).toBe('cannot train the loss "absolute"');
  });

  it('know only the options they read', () => {
    const [std, sgd, pgd] = ['gd-std', 'sgd', 'gd-pgd'].map(
      (name) => registry.get('trainer', name, '').optionsSchema,
    );
    expect(validate(std!, {})).toEqual({
      epochs: 400,
      batch: 50,
      optimizer: 'adam',
      schedule: 'cosine',
      tolerance: 0,
    });
    expect(validate(pgd!, {})).toMatchObject({ optimizer: 'adam', steps: 10, stepFraction: 0.25 });
    expect(() => validate(sgd!, { optimizer: 'adam' })).toThrow(InputError);
    expect(() => validate(std!, { steps: 10 })).toThrow(InputError);
  });

  it('repeat a run from its seed', async () => {
    const run = async (seed: number) =>
      (
        await train('gd-pgd', noisyHalfSpace(40, 3, { radii: threat, seed }), {
          epochs: 5,
          batch: 16,
          steps: 2,
        })
      ).network;
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  it.each([
    ['gd-std', { epochs: 4 }],
    ['gd-std', { batch: 10 }],
    ['gd-std', { batch: 'full' }],
    ['gd-std', { optimizer: 'sgd' }],
    ['gd-std', { learningRate: 0.02 }],
    ['gd-std', { schedule: 'constant' }],
    ['sgd', { learningRate: 0.02 }],
    ['adam', { learningRate: 0.02 }],
    ['gd-pgd', { steps: 3 }],
    ['gd-pgd', { stepFraction: 0.1 }],
  ])('read every option: %s with %o', async (name, option) => {
    const problem = noisyHalfSpace(40, 3, { radii: threat });
    const usual = { epochs: 3, batch: 16 };
    expect(await objectiveAfter(name, problem, { ...usual, ...option })).not.toBe(
      await objectiveAfter(name, problem, usual),
    );
  });

  it('sgd and adam are gd-std with that optimizer', async () => {
    const problem = noisyHalfSpace(40, 3);
    for (const name of ['sgd', 'adam']) {
      const own = await train(name, problem, { epochs: 3 });
      expect(own.network).toEqual((await train('gd-std', problem, { epochs: 3, optimizer: name })).network);
    }
  });

  it('measure the default rate of sgd by the weight of the loss', async () => {
    const mean = noisyHalfSpace(40, 3, { loss: 'squared' });
    const sum = noisyHalfSpace(40, 3, { loss: 'squared', lossScale: 1 });
    expect(defaultLearningRate('adam', sum)).toBe(0.01);
    expect(defaultLearningRate('sgd', mean)).toBeCloseTo(0.1, 12);
    expect(defaultLearningRate('sgd', sum)).toBeCloseTo(0.1 / 40, 12);
    expect((await train('sgd', sum, { epochs: 20 })).status).toBe('inaccurate');
  });

  it('reach a known optimum from above', async () => {
    const { problem, optimum } = twoPoints(0.1);
    const options = { batch: 'full', epochs: 3000, learningRate: 0.02, tolerance: 1e-4 };
    const outcome = await train('adam', problem, options);
    expect(outcome.status).toBe('solved');
    expect(outcome.reason).toContain('gradient');
    expect(outcome.history.at(-1)!.residuals!.gradient).toBeLessThanOrEqual(1e-4);
    const reached = standardObjective(outcome.network!, problem);
    expect(reached - optimum).toBeGreaterThan(-1e-12);
    expect(reached - optimum).toBeLessThan(1e-5);
  });

  it('refuse a tolerance that mini-batches cannot meet', async () => {
    await expect(train('adam', noisyHalfSpace(10, 3), { tolerance: 1e-3 })).rejects.toThrow(
      '/solver/options/tolerance: can only be met by full-batch descent',
    );
  });

  it('report where and how they ran', async () => {
    const outcome = await train('adam', noisyHalfSpace(40, 3), { epochs: 7 });
    expect(outcome).toMatchObject({
      status: 'inaccurate',
      reason: 'ended after the planned 7 epochs',
      backend: 'tfjs-wasm',
      tensorBackend: 'wasm',
      iterations: 7,
    });
    expect(outcome.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Object.keys(outcome.timing)).toEqual(['load', 'train', 'evaluateObjective']);
  });

  it.each([
    ['sgd', 1e4],
    ['adam', 1e9],
  ])('call it divergence when %s is given a rate of %d', async (name, learningRate) => {
    const problem = noisyHalfSpace(40, 3, { loss: 'squared' });
    const { status, network } = await train(name, problem, { learningRate });
    expect(status).toBe('diverged');
    expect(standardObjective(network!, problem)).toBeLessThanOrEqual(
      standardObjective(networkOfRelu(initialNetwork(problem)), problem) + 1e-6,
    );
  });

  it.each(['cancelled', 'limit'] as const)('return the best network when aborted: %s', async (status) => {
    const problem = noisyHalfSpace(200, 5);
    const controller = new AbortController();
    const reason: StopReason = { status, message: 'enough' };
    setTimeout(() => controller.abort(reason), 300);
    const outcome = await train('adam', problem, { epochs: 1_000_000 }, controller.signal);
    expect([outcome.status, outcome.reason]).toEqual([status, 'enough']);
    const objectives = outcome.history.map((point) => point.objective!);
    const reached = standardObjective(outcome.network!, problem);
    expect(reached).toBeLessThan(objectives[0]!);
    for (const objective of objectives) expect(reached).toBeLessThanOrEqual(objective + 1e-12);
  });

  it('leave no tensors behind', async () => {
    const { tf } = await loadTensors();
    const problem = noisyHalfSpace(40, 3, { radii: threat });
    const before = tf.memory().numTensors;
    for (const { name } of nonconvexTrainers) await train(name, problem, { epochs: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('adversarial training', () => {
  it.each(['hinge', 'squared'] as const)('lowers the attacked objective: %s', async (loss) => {
    const { tf } = await loadTensors();
    const problem = noisyHalfSpace(120, 3, { loss, radii: threat, neurons: 24 });
    const strong = { steps: 20, stepFraction: 0.1 };
    const attacked = async (name: string) => {
      const { network } = await train(name, problem, { epochs: 100 });
      return [...objectiveTerms(tf, problem, network!, strong)].reduce((a, b) => a + b);
    };
    const [standard, byFgsm, byPgd] = [
      await attacked('gd-std'),
      await attacked('gd-fgsm'),
      await attacked('gd-pgd'),
    ];
    expect(byFgsm).toBeLessThan(0.95 * standard);
    expect(byPgd).toBeLessThan(0.95 * standard);
  });

  it('tracks the objective of the attacked rows', async () => {
    const { tf } = await loadTensors();
    const problem = noisyHalfSpace(40, 3, { radii: threat });
    const { history } = await train('gd-fgsm', problem, { epochs: 2 });
    const start = networkOfRelu(initialNetwork(problem));
    const clean = standardObjective(start, problem);
    const attacked = [...objectiveTerms(tf, problem, start, fgsm)].reduce((a, b) => a + b);
    expect(attacked).toBeGreaterThan(clean + 1e-3);
    expect(history[0]!.objective).toBeCloseTo(attacked, 5);
  });
});
