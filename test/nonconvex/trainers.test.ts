import { describe, expect, it } from 'vitest';
import { projectedGradient } from '#relucent/attacks/pgd.js';
import { InputError } from '#relucent/core/errors.js';
import { accuracy } from '#relucent/core/measures.js';
import { type Network, predict } from '#relucent/core/network.js';
import { standardObjective, totalLoss } from '#relucent/core/objective.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { columnLasso } from '#relucent/core/regularizers/column-lasso.js';
import type { StopReason } from '#relucent/core/stop.js';
import { validate } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { initialParameters } from '#relucent/nonconvex/algorithms/gradient.js';
import { optimizers } from '#relucent/nonconvex/algorithms/optimizers/index.js';
import { type BoxAttack, fgsm } from '#relucent/nonconvex/box-attack.js';
import { defaultLearningRate } from '#relucent/nonconvex/gradient-trainer.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { tensorNetwork } from '#relucent/nonconvex/networks/tensor-network.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { objectiveTerms, trainingOf } from '#relucent/nonconvex/training-objective.js';
import { victimOf } from '#relucent/plugins/attack.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { denseLayer } from '../support/networks.js';
import { problemOf, sharedFile, taskOf } from '../support/problems.js';
import { noisyHalfSpace, threeBlobs, threeBlobsOutputwise, twoPoints } from './problems.js';

const registry = createRegistry(nonconvexTrainers);

async function train(
  name: string,
  problem: AnyProblem,
  options: object = {},
  signal = new AbortController().signal,
) {
  const trainer = registry.get('trainer', name, '/solver/name');
  const checked = validate(trainer.optionsSchema, options);
  trainer.check?.(problem, checked, { pointer: '/solver/options', conicSolvers: [] });
  return trainer.train(problem, checked, { seed: problem.seed, signal, report: () => {}, conicSolvers: [] });
}

/** The network a run starts from. */
async function startOf(problem: AnyProblem): Promise<Network> {
  const { tf } = await loadTensors();
  const architecture = tensorNetwork(problem);
  const parameters = initialParameters(tf, architecture, problem);
  const network = await architecture.toNetwork(parameters);
  tf.dispose(parameters);
  return network;
}

/** The training objective under an attack. */
async function attackedObjective(problem: AnyProblem, network: Network, attack: BoxAttack): Promise<number> {
  const { tf } = await loadTensors();
  let sum = 0;
  for await (const term of objectiveTerms(tf, trainingOf(problem, attack), network)) sum += term;
  return sum;
}

const objectiveAfter = async (name: string, problem: AnyProblem, options: object) =>
  standardObjective((await train(name, problem, options)).network!, problem);

const threat = [0.3, 0.3, 0];

describe('the trainers', () => {
  it('say what they cannot train', () => {
    const [clean, threatened] = [noisyHalfSpace(10, 3), noisyHalfSpace(10, 3, { radii: threat })];
    const answers = (problem: AnyProblem) =>
      Object.fromEntries(nonconvexTrainers.map((trainer) => [trainer.name, trainer.supports(problem)]));
    const always = ['gd-std', 'parseval', ...Object.keys(optimizers)].map((name) => [name, true]);
    expect(answers(threatened)).toMatchObject({
      ...Object.fromEntries(always),
      'gd-fgsm': true,
      'gd-pgd': true,
    });
    const reason = 'there is no threat: set threat.radius, or use gd-std';
    expect(answers(clean)).toMatchObject({
      ...Object.fromEntries(always),
      'gd-fgsm': reason,
      'gd-pgd': reason,
    });
    const odd = { ...clean, loss: { ...clean.loss, name: 'absolute' } };
    expect(answers(odd).adam).toBe('cannot train the loss "absolute"');
    const strange = { ...clean, regularizer: { ...columnLasso, name: 'strange' as 'column-lasso' } };
    expect(answers(strange).adam).toBe(
      'it trains with weight decay, column-lasso, penalties of the weights that have an operator or a gradient, and penalties of codes, not with strange',
    );
    expect(answers(threeBlobs(9)).sgd).toBe(true);
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

  it.each<[string, object]>([
    ['gd-std', { epochs: 4 }],
    ['gd-std', { batch: 10 }],
    ['gd-std', { batch: 'full' }],
    ...Object.keys(optimizers)
      .filter((optimizer) => optimizer !== 'adam')
      .map((optimizer): [string, object] => ['gd-std', { optimizer }]),
    ['gd-std', { learningRate: 0.02 }],
    ['gd-std', { schedule: 'constant' }],
    ['gd-std', { schedule: { type: 'step', every: 1, factor: 0.5 } }],
    ['gd-std', { validation: 0.2 }],
    ['sgd', { regularization: 'proximal' }],
    ['momentum', { momentum: 0.5 }],
    ['momentum', { nesterov: true }],
    ['adagrad', { learningRate: 0.02 }],
    ['adagrad-decay', { learningRate: 0.01 }],
    ['adagrad-decay', { every: 2 }],
    ['adadelta', { learningRate: 0.5 }],
    ['adamax', { learningRate: 0.01 }],
    ['parseval', { learningRate: 0.02 }],
    ['parseval', { retraction: 0.01 }],
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

  it('of an optimizer are gd-std with that optimizer', async () => {
    const problem = noisyHalfSpace(40, 3);
    for (const name of Object.keys(optimizers)) {
      const own = await train(name, problem, { epochs: 3 });
      expect(own.network).toEqual((await train('gd-std', problem, { epochs: 3, optimizer: name })).network);
    }
  });

  it('measure the default rate of sgd by the weight of the loss', async () => {
    const mean = noisyHalfSpace(40, 3, { loss: 'squared' });
    const sum = noisyHalfSpace(40, 3, { loss: 'squared', lossScale: 1 });
    expect(defaultLearningRate(optimizers.adam, sum)).toBe(0.01);
    expect(defaultLearningRate(optimizers.sgd, mean)).toBeCloseTo(0.1, 12);
    expect(defaultLearningRate(optimizers.sgd, sum)).toBeCloseTo(0.1 / 40, 12);
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
      tensorBackend: expect.stringMatching(/^wasm( \(OpenBLAS .*\))?$/),
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
      standardObjective(await startOf(problem), problem) + 1e-6,
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
    const able = nonconvexTrainers.filter((trainer) => trainer.supports(problem) === true);
    expect(able.length).toBeGreaterThan(9);
    for (const { name } of able) await train(name, problem, { epochs: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('adversarial training', () => {
  it.each(['hinge', 'squared'] as const)('lowers the attacked objective: %s', async (loss) => {
    const problem = noisyHalfSpace(120, 3, { loss, radii: threat, neurons: 24 });
    const strong = { steps: 20, stepFraction: 0.1 };
    const attacked = async (name: string) => {
      const { network } = await train(name, problem, { epochs: 100 });
      return attackedObjective(problem, network!, strong);
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
    const problem = noisyHalfSpace(40, 3, { radii: threat });
    const { history } = await train('gd-fgsm', problem, { epochs: 2 });
    const start = await startOf(problem);
    const clean = standardObjective(start, problem);
    const attacked = await attackedObjective(problem, start, fgsm);
    expect(attacked).toBeGreaterThan(clean + 1e-3);
    expect(history[0]!.objective).toBeCloseTo(attacked, 5);
  });
});

describe('several outputs', () => {
  it.each([
    ['cross-entropy', threeBlobs(90)],
    ['hinge', threeBlobsOutputwise(90)],
    ['squared', threeBlobsOutputwise(90, { loss: 'squared' })],
    ['logistic', threeBlobsOutputwise(90, { loss: 'logistic' })],
  ] as const)('are learnt: %s', async (_, problem) => {
    const { network } = await train('adam', problem, { epochs: 60 });
    expect(accuracy(predict(network!, problem.train.x), problem.train.y)).toBeGreaterThan(0.97);
  });

  it.skipIf(!sharedFile('data/tabular/iris.csv'))('iris, with cross-entropy, on rows not seen', async () => {
    const problem = await loadProblem(
      taskOf({
        data: {
          source: 'file',
          path: sharedFile('data/tabular/iris.csv')!,
          scale: 'standardize',
          bias: true,
          split: { test: 0.3 },
        },
        loss: { type: 'cross-entropy' },
      }),
      { folder: '/' },
    );
    const { network } = await train('adam', problem, { epochs: 100 });
    const { x, y } = problem.test!;
    expect(y.cols).toBe(3);
    expect(accuracy(predict(network!, x), y)).toBeGreaterThan(0.9);
  });

  it('are defended against attacks', async () => {
    const problem = threeBlobs(60, { radii: [1.2, 1.2, 0], weight: 1e-4 });
    const attacked = async (name: string) => {
      const { network } = await train(name, problem, { epochs: 150 });
      const moved = await attackedRows(network!, problem);
      return problem.lossScale * totalLoss(network!, { x: moved, y: problem.train.y }, problem.loss);
    };
    expect(await attacked('gd-pgd')).toBeLessThan(0.9 * (await attacked('gd-std')));
  });
});

describe('early stopping', () => {
  it('ends when the training objective has long been at its lowest', async () => {
    const problem = noisyHalfSpace(60, 3);
    const options = { epochs: 3000, schedule: 'constant', patience: 30 };
    const { status, reason, iterations, details } = await train('adam', problem, options);
    expect([status, reason]).toEqual(['inaccurate', expect.stringMatching(/^nothing better in \d+ epochs$/)]);
    expect(iterations).toBeLessThan(3000);
    expect(iterations! - (details!.bestEpoch as number)).toBeGreaterThanOrEqual(30);
  });

  it('returns the network with the lowest loss on the rows held out', async () => {
    const problem = noisyHalfSpace(60, 8, { neurons: 32, weight: 1e-5, loss: 'logistic' });
    const options = { epochs: 400, learningRate: 0.05, patience: 60, validation: 0.3 };
    const { history, details, iterations } = await train('adam', problem, options);
    const held = history.map((point) => point.residuals!.validation!);
    const best = history[held.indexOf(Math.min(...held))]!;
    expect(details!.bestEpoch).toBe(best.iteration);
    // The rows that are trained on are learnt by heart meanwhile.
    expect(iterations).toBeLessThan(400);
    expect(history.at(-1)!.objective).toBeLessThan(best.objective!);
  });

  it.each([
    [0.001, 'are 0'],
    [0.999, 'are 10'],
  ])('refuses to hold out nothing or all: %d', async (validation, reason) => {
    await expect(train('adam', noisyHalfSpace(10, 3), { validation })).rejects.toThrow(reason);
  });
});

describe('column-lasso', () => {
  const problem = noisyHalfSpace(60, 4, { regularizer: 'column-lasso', weight: 0.05, loss: 'logistic' });

  it('is minimised by subgradients and by proximal steps alike, and only these leave zeros', async () => {
    const ends = await Promise.all(
      ['gradient', 'proximal'].map(async (regularization) => {
        const options = { epochs: 800, batch: 'full', learningRate: 0.3, regularization };
        const { network } = await train('sgd', problem, options);
        const zeros = denseLayer(network!, 0).weight.data.filter((w) => w === 0).length;
        return { objective: standardObjective(network!, problem), zeros };
      }),
    );
    expect(ends[0]!.zeros).toBe(0);
    expect(ends[1]!.zeros).toBeGreaterThan(0);
    expect(ends[0]!.objective / ends[1]!.objective).toBeCloseTo(1, 1);
  });

  it('refuses proximal steps where every entry has a rate of its own', async () => {
    for (const [name, options] of [
      ['adam', {}],
      ['gd-std', { optimizer: 'adagrad' }],
    ] as const) {
      await expect(train(name, problem, { ...options, regularization: 'proximal' })).rejects.toThrow(
        '/solver/options/regularization: "proximal" does not go with',
      );
    }
    await expect(
      train('gd-std', problem, { optimizer: 'sgd', regularization: 'proximal', epochs: 1 }),
    ).resolves.toBeDefined();
  });
});

it('parseval training brings the singular values near 1', async () => {
  const problem = noisyHalfSpace(60, 6, { neurons: 4 });
  const spread = async (name: string, options: object) => {
    const { network } = await train(name, problem, { epochs: 300, learningRate: 0.01, ...options });
    const { rows, cols, data } = denseLayer(network!, 0).weight;
    let squares = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        let entry = i === j ? -1 : 0;
        for (let c = 0; c < cols; c++) entry += data[i * cols + c]! * data[j * cols + c]!;
        squares += entry ** 2;
      }
    }
    return Math.sqrt(squares);
  };
  expect(await spread('parseval', { retraction: 0.05 })).toBeLessThan(0.2 * (await spread('sgd', {})));
});

it('adversarial training raises the accuracy on boxes around the rows', async () => {
  const problem = await problemOf({
    data: { source: 'generator', name: 'two-moons', n: 100, noise: 0.1, bias: true },
    threat: { radius: 0.25 },
  });
  const attackedAccuracy = async (name: string) => {
    const { network } = await train(name, problem, { epochs: 150 });
    const moved = await attackedRows(network!, problem);
    return accuracy(predict(network!, moved), problem.train.y);
  };
  expect(await attackedAccuracy('gd-pgd')).toBeGreaterThan(0.05 + (await attackedAccuracy('gd-std')));
});

/** The training rows after 20 projected gradient steps inside the threat. */
function attackedRows(network: Network, { train: sample, loss, radii }: AnyProblem) {
  const budget = { shape: { norm: 'linf', radii } } as const;
  return projectedGradient(victimOf(network), sample, { loss, radii, seed: 0 }, budget, sample.x, 20, 0.1);
}
