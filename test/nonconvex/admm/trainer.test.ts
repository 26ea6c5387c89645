import { describe, expect, it } from 'vitest';
import type { AdmmOptions } from '#relucent/core/generated/documents.js';
import { accuracy } from '#relucent/core/measures.js';
import { predict } from '#relucent/core/network.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { validate } from '#relucent/core/validation.js';
import { admm } from '#relucent/nonconvex/admm/algorithm.js';
import { admmTrainer } from '#relucent/nonconvex/admm/trainer.js';
import { checkpoint, restore } from '#relucent/nonconvex/checkpoint.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { blobs } from '../splitting/problems.js';

const optionsOf = (options: object) => validate(admmTrainer.optionsSchema, options) as AdmmOptions;
const run = (problem: AnyProblem, options: object, signal = new AbortController().signal) =>
  admmTrainer.train(problem, optionsOf(options), {
    seed: problem.seed,
    signal,
    report: () => {},
    conicSolvers: [],
  });

describe('admm', () => {
  it('says what it cannot train', async () => {
    const answer = async (choices: Parameters<typeof blobs>[0]) => admmTrainer.supports(await blobs(choices));
    expect(await answer({ loss: 'hinge' })).toBe(true);
    expect(await answer({ loss: 'squared', activation: { name: 'leaky-relu', slope: 0.2 } })).toBe(true);
    expect(await answer({})).toMatch(/the loss "cross-entropy", only hinge and squared/);
    expect(await answer({ loss: 'hinge', activation: 'tanh' })).toMatch(/relu, leaky-relu and linear/);
    expect(await answer({ loss: 'hinge', regularizer: 'l1' })).toMatch(/"l1", only weight-decay/);
  });

  it.each([
    ['hinge', 'relu', true],
    ['hinge', { name: 'leaky-relu', slope: 0.2 }, false],
    ['squared', 'relu', true],
    ['squared', 'linear', true],
  ] as const)('learns classes: %s, %s, bias %s', async (loss, activation, bias) => {
    const problem = await blobs({ loss, activation, bias });
    const { network, status, history } = await run(problem, { sweeps: 40, gamma: 1 });
    expect(status).toBe('inaccurate');
    const { x, y } = problem.train;
    expect(accuracy(predict(network!, x), y)).toBeGreaterThan(0.85);
    const { linear, activation: bend } = history.at(-1)!.residuals!;
    expect(linear).toBeLessThan(history[0]!.residuals!['linear']!);
    expect(bend).toBeGreaterThan(0);
  });

  it.each([{ beta: 2 }, { gamma: 1 }, { multiplier: false }, { warmup: 2 }, { sweeps: 4 }])(
    'reads the option %o',
    async (option) => {
      const problem = await blobs({ loss: 'hinge' });
      const { tf } = await loadTensors();
      const last = async (options: object) => {
        const { sweeps, ...settings } = optionsOf({ sweeps: 14, ...options });
        const algorithm = admm(tf, problem, settings);
        tf.engine().startScope();
        let state = tf.tidy(() => algorithm.init());
        for (let k = 0; k < sweeps; k++) state = tf.tidy(() => algorithm.step(state));
        const network = await algorithm.solution(state);
        tf.engine().endScope();
        algorithm.dispose();
        return network;
      };
      expect(await last(option)).not.toEqual(await last({}));
    },
  );

  it('ends when it is cancelled, with what it has', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const { status, network } = await run(await blobs({ loss: 'hinge' }), { sweeps: 1e6 }, abort.signal);
    expect(status).toBe('cancelled');
    expect(network).toBeDefined();
  });

  it('goes on from a checkpoint exactly as it would have, and frees its tensors', async () => {
    const { tf } = await loadTensors();
    const problem = await blobs({ loss: 'hinge' });
    const before = tf.memory().numTensors;
    const algorithm = admm(tf, problem, optionsOf({ warmup: 2 }));
    const steps = (from: ReturnType<typeof algorithm.init>, count: number) => {
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
    const resumed = await algorithm.solution(steps(restore(tf, saved) as typeof middle, 5));
    tf.engine().endScope();
    algorithm.dispose();
    expect(resumed).toEqual(straight);
    expect(tf.memory().numTensors).toBe(before);
  });
});
