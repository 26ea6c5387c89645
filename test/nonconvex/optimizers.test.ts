import { describe, expect, it } from 'vitest';
import { validate } from '#relucent/core/validation.js';
import { adagradDecay } from '#relucent/nonconvex/algorithms/optimizers/adagrad-decay.js';
import { optimizers } from '#relucent/nonconvex/algorithms/optimizers/index.js';
import { momentum } from '#relucent/nonconvex/algorithms/optimizers/momentum.js';
import type { Optimizer } from '#relucent/nonconvex/algorithms/optimizers/optimizer.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import type { TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { on } from './backends.js';

const rate = 0.1;
/** Gradients of one entry in six steps; the second entry of the tests gets them doubled and turned round. */
const slopes = [0.5, -1.25, 2, 0, 0.75, -0.1];

/** Steps of one entry from 1, written down a second time, in float64 and after the formulas of the sources. */
const references: Record<string, { optimizer: Optimizer; positions(g: readonly number[]): number[] }> = {
  sgd: { optimizer: optimizers.sgd, positions: (g) => walk(g, (slope) => rate * slope) },
  momentum: {
    optimizer: momentum({ momentum: 0.8, nesterov: false }),
    positions: (g) => walk(g, (_, t) => rate * sum(t, (i) => 0.8 ** (t - i) * g[i - 1]!)),
  },
  nesterov: {
    optimizer: momentum({ momentum: 0.8, nesterov: true }),
    positions: (g) => walk(g, (slope, t) => rate * (slope + 0.8 * sum(t, (i) => 0.8 ** (t - i) * g[i - 1]!))),
  },
  adagrad: {
    optimizer: optimizers.adagrad,
    positions: (g) => walk(g, (slope, t) => (rate * slope) / Math.sqrt(sum(t, (i) => g[i - 1]! ** 2))),
  },
  'adagrad-decay': {
    optimizer: adagradDecay({ decay: 0.5, every: 2 }),
    // What step i added has been halved at every even step after i, up to t.
    positions: (g) =>
      walk(
        g,
        (slope, t) =>
          (rate * slope) /
          Math.sqrt(sum(t, (i) => 0.5 ** (Math.floor(t / 2) - Math.floor(i / 2)) * g[i - 1]! ** 2)),
      ),
  },
  adadelta: {
    optimizer: optimizers.adadelta,
    positions(g) {
      const steps: number[] = [];
      return walk(g, (slope, t) => {
        const s = sum(t, (i) => 0.05 * 0.95 ** (t - i) * g[i - 1]! ** 2);
        const u = sum(t - 1, (i) => 0.05 * 0.95 ** (t - 1 - i) * steps[i - 1]! ** 2);
        steps.push((Math.sqrt(u + 1e-6) / Math.sqrt(s + 1e-6)) * slope);
        return rate * steps.at(-1)!;
      });
    },
  },
  adam: {
    optimizer: optimizers.adam,
    positions: (g) =>
      walk(g, (_, t) => {
        const m = sum(t, (i) => 0.1 * 0.9 ** (t - i) * g[i - 1]!) / (1 - 0.9 ** t);
        const v = sum(t, (i) => 0.001 * 0.999 ** (t - i) * g[i - 1]! ** 2) / (1 - 0.999 ** t);
        return (rate * m) / (Math.sqrt(v) + 1e-8);
      }),
  },
  adamax: {
    optimizer: optimizers.adamax,
    positions: (g) =>
      walk(g, (_, t) => {
        const m = sum(t, (i) => 0.1 * 0.9 ** (t - i) * g[i - 1]!) / (1 - 0.9 ** t);
        const u = Math.max(...g.slice(0, t).map((slope, i) => 0.999 ** (t - 1 - i) * Math.abs(slope)));
        return (rate * m) / u;
      }),
  },
};

function walk(g: readonly number[], step: (slope: number, t: number) => number): number[] {
  let at = 1;
  return g.map((slope, i) => {
    at -= step(slope, i + 1);
    return at;
  });
}

function sum(to: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 1; i <= to; i++) total += term(i);
  return total;
}

/** Steps along given gradients from (1, 1). */
function positions(tf: TensorLibrary, optimizer: Optimizer): number[][] {
  let at = tf.tensor([1, 1]);
  let memory = optimizer.start(tf, at);
  return slopes.map((slope, i) => {
    const moved = optimizer.update(tf, at, tf.tensor([slope, -2 * slope]), memory, rate, i + 1);
    at = moved.parameter as typeof at;
    memory = moved.memory;
    return [...at.dataSync()];
  });
}

describe.each(Object.entries(references))('%s', (_, { optimizer, positions: expected }) => {
  it('makes the steps of its source, each entry by itself', async () => {
    const tf = await on('wasm');
    const [first, second] = [expected(slopes), expected(slopes.map((slope) => -2 * slope))];
    positions(tf, optimizer).forEach(([a, b], i) => {
      expect(a).toBeCloseTo(first[i]!, 5);
      expect(b).toBeCloseTo(second[i]!, 5);
    });
  });

  it('changes nothing it is given', async () => {
    const tf = await on('wasm');
    const [at, gradient] = [tf.tensor([1, 2]), tf.tensor([0.5, -1])];
    const memory = optimizer.start(tf, at);
    const once = optimizer.update(tf, at, gradient, memory, rate, 1);
    const again = optimizer.update(tf, at, gradient, memory, rate, 1);
    expect([...again.parameter.dataSync()]).toEqual([...once.parameter.dataSync()]);
    expect([...at.dataSync()]).toEqual([1, 2]);
  });

  it('stays put where the gradient has always been 0', async () => {
    const tf = await on('wasm');
    const at = tf.tensor([3]);
    const { parameter } = optimizer.update(tf, at, tf.tensor([0]), optimizer.start(tf, at), rate, 1);
    expect(parameter.dataSync()[0]).toBe(3);
  });
});

it.each(Object.entries(optimizers))(
  'brings a convex quadratic down at its default rate: %s',
  async (_, optimizer) => {
    const tf = await on('wasm');
    // (4 a^2 + b^2) / 2 from (1, -1).
    const value = ([a, b]: readonly number[]) => (4 * a! ** 2 + b! ** 2) / 2;
    let at = [1, -1];
    let memory = optimizer.start(tf, tf.tensor(at));
    for (let t = 1; t <= 300; t++) {
      const gradient = tf.tensor([4 * at[0]!, at[1]!]);
      const moved = optimizer.update(tf, tf.tensor(at), gradient, memory, optimizer.defaultRate(1), t);
      at = [...moved.parameter.dataSync()];
      memory = moved.memory;
    }
    expect(value(at)).toBeLessThan(0.5 * value([1, -1]));
  },
);

it('the trainers of their names have the same default rates', () => {
  for (const [name, optimizer] of Object.entries(optimizers)) {
    const { optionsSchema } = nonconvexTrainers.find((trainer) => trainer.name === name)!;
    const { learningRate } = validate<{ learningRate?: number }>(optionsSchema, {});
    if (learningRate !== undefined) expect([name, learningRate]).toEqual([name, optimizer.defaultRate(7)]);
    else expect(optimizer.defaultRate(7)).toBeCloseTo(optimizer.defaultRate(1) / 7, 12);
  }
});
