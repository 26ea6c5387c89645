import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attacks } from '#relucent/attacks/index.js';
import { rescaledTo } from '#relucent/attacks/random-point.js';
import { losses } from '#relucent/core/losses/index.js';
import { fromRows, type Matrix, norm2, row, toRows, zeros } from '#relucent/core/matrix.js';
import { inputGradients, type Network, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { validate } from '#relucent/core/validation.js';
import { tensorVictim } from '#relucent/nonconvex/tensor-victim.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { victimOf } from '#relucent/plugins/attack.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { denseLayer } from '../support/networks.js';
import { readShared } from '../support/problems.js';

const registry = createRegistry(attacks);

async function attack(
  name: string,
  network: Network,
  sample: { x: Matrix; y: Matrix },
  options: object,
  { loss = losses['cross-entropy'], radii = new Float64Array(sample.x.cols), seed = 0 } = {},
) {
  const plugin = registry.get('attack', name, '');
  const checked = validate(plugin.optionsSchema, { name, ...options });
  plugin.check?.(checked, '');
  const { points } = await plugin.perturb(victimOf(network), sample, { loss, radii, seed }, checked);
  return points;
}

interface Groups {
  extra_gram: {
    X: number[][];
    labels: number[];
    W1: number[][];
    b1: number[];
    W2: number[][];
    b2: number[];
  };
  attacks: {
    noise: number[][];
    grad_x: number[][];
    cases: Record<'x_regular' | 'x_fast' | 'x_pgd' | 'x_random', number[][]>[] & { snr_db: number }[];
  };
}
const groups = readShared<{ groups: Groups }>('vectors/splitting.json')?.groups;

const transposed = (rows: number[][]) => fromRows(rows[0]!.map((_, j) => rows.map((entries) => entries[j]!)));

function largestDifference(a: Matrix, b: number[][]): number {
  return Math.max(
    ...toRows(a).flatMap((entries, k) => entries.map((value, j) => Math.abs(value - b[k]![j]!))),
  );
}

describe.skipIf(!groups)('the reference attacks at a signal-to-noise ratio', () => {
  const { extra_gram: net, attacks: reference } = groups ?? ({} as Groups);
  const setting = () => {
    const network: Network = {
      layers: [
        {
          kind: 'dense',
          weight: transposed(net.W1),
          bias: Float64Array.from(net.b1),
          activation: 'softplus',
        },
        { kind: 'dense', weight: transposed(net.W2), bias: Float64Array.from(net.b2), activation: 'linear' },
      ],
    };
    const y = zeros(net.labels.length, net.b2.length);
    net.labels.forEach((label, k) => {
      row(y, k)[label] = 1;
    });
    return { network, sample: { x: fromRows(net.X), y } };
  };

  it('follow the gradient of the cross-entropy', () => {
    const { network, sample } = setting();
    const values = predict(network, sample.x);
    const slopes = zeros(values.rows, values.cols);
    const loss = losses['cross-entropy'];
    if (loss.over !== 'row') throw new Error('cross-entropy is a loss of rows');
    for (let k = 0; k < values.rows; k++) row(slopes, k).set(loss.slope(row(values, k), row(sample.y, k)));
    expect(largestDifference(inputGradients(network, sample.x, slopes), reference.grad_x)).toBeLessThan(1e-8);
  });

  it('move rows by regular, fast and projected gradient steps', async () => {
    const { network, sample } = setting();
    for (const one of reference.cases) {
      const { snr_db: snr } = one;
      const regular = await attack('regular', network, sample, { snr });
      const fast = await attack('fgsm', network, sample, { snr });
      const pgd = await attack('pgd', network, sample, { snr, steps: 10, stepFraction: 0.25, clip: [0, 1] });
      expect(largestDifference(regular, one.x_regular)).toBeLessThan(1e-8);
      expect(largestDifference(fast, one.x_fast)).toBeLessThan(1e-8);
      expect(largestDifference(pgd, one.x_pgd)).toBeLessThan(1e-8);
    }
  });

  it('are found on tensors too, to float32 accuracy', async () => {
    const { network, sample } = setting();
    const { tf } = await loadTensors();
    const victim = tensorVictim(tf, network);
    const tensors = tf.memory().numTensors;
    for (const one of reference.cases) {
      for (const [name, more, expected] of [
        ['regular', {}, one.x_regular],
        ['fgsm', {}, one.x_fast],
        ['pgd', { steps: 10, stepFraction: 0.25, clip: [0, 1] }, one.x_pgd],
      ] as const) {
        const plugin = registry.get('attack', name, '');
        const options = validate(plugin.optionsSchema, { name, snr: one.snr_db, ...more });
        const context = { loss: losses['cross-entropy'], radii: new Float64Array(6), seed: 0 };
        const { points } = await plugin.perturb(victim, sample, context, options);
        expect(largestDifference(points, expected)).toBeLessThan(1e-4);
      }
    }
    expect(tf.memory().numTensors).toBe(tensors);
    victim.dispose();
  });

  it('rescale noise per row', () => {
    const { sample } = setting();
    for (const one of reference.cases) {
      const moved = zeros(sample.x.rows, sample.x.cols);
      for (let k = 0; k < moved.rows; k++) {
        const radius = norm2(row(sample.x, k)) * 10 ** (-one.snr_db / 20);
        const noise = rescaledTo(Float64Array.from(reference.noise[k]!), radius);
        for (let j = 0; j < moved.cols; j++) row(moved, k)[j] = row(sample.x, k)[j]! + noise[j]!;
      }
      expect(largestDifference(moved, one.x_random)).toBeLessThan(1e-8);
    }
  });
});

function randomNetwork(seed: number, widths: readonly number[]): Network {
  const random = createRandom(seed, 'network');
  return {
    layers: widths.slice(1).map((outputs, l) => ({
      kind: 'dense' as const,
      weight: {
        rows: outputs,
        cols: widths[l]!,
        data: Float64Array.from({ length: outputs * widths[l]! }, () => random.normal()),
      },
      bias: Float64Array.from({ length: outputs }, () => 0.3 * random.normal()),
      activation: l < widths.length - 2 ? ('relu' as const) : ('linear' as const),
    })),
  };
}

function randomSample(seed: number, n: number, d: number, classes: number) {
  const random = createRandom(seed, 'sample');
  const x = { rows: n, cols: d, data: Float64Array.from({ length: n * d }, () => random.normal()) };
  const y = zeros(n, classes);
  for (let k = 0; k < n; k++) row(y, k)[random.integer(classes)] = 1;
  return { x, y };
}

const total = (network: Network, x: Matrix, y: Matrix) => {
  const loss = losses['cross-entropy'];
  if (loss.over !== 'row') throw new Error('cross-entropy is a loss of rows');
  const values = predict(network, x);
  return Array.from({ length: x.rows }, (_, k) => loss.value(row(values, k), row(y, k)));
};

describe('every attack', () => {
  const untargeted = ['fgsm', 'regular', 'random', 'pgd'];

  it('stays inside its budget and its clip range', async () => {
    const budgets = [{ radius: 0.3 }, { radius: 0.3, norm: 'l2' }, { snr: 10 }, { snr: 20, clip: [-1, 1] }];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...untargeted),
        fc.constantFrom(...budgets),
        fc.integer({ min: 0, max: 500 }),
        async (name, budget, seed) => {
          const sample = randomSample(seed, 3, 4, 3);
          const options = name === 'pgd' ? { ...budget, steps: 5, stepFraction: 0.5, restarts: 1 } : budget;
          const points = await attack(name, randomNetwork(seed, [4, 6, 3]), sample, options);
          for (let k = 0; k < 3; k++) {
            const shift = row(points, k).map((value, j) => value - row(sample.x, k)[j]!);
            if (budget.clip) {
              expect(row(points, k).every((value) => Math.abs(value) <= 1)).toBe(true);
            } else if ('snr' in budget) {
              const radius = norm2(row(sample.x, k)) * 10 ** (-budget.snr! / 20);
              expect(norm2(shift)).toBeLessThanOrEqual(radius * (1 + 1e-12));
            } else if (budget.norm === 'l2') expect(norm2(shift)).toBeLessThanOrEqual(0.3 * (1 + 1e-12));
            else expect(Math.max(...shift.map(Math.abs))).toBeLessThanOrEqual(0.3 * (1 + 1e-12));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reaches the rim of a ball in one step', async () => {
    const sample = randomSample(1, 4, 5, 3);
    for (const name of ['fgsm', 'regular', 'random']) {
      const points = await attack(name, randomNetwork(1, [5, 8, 3]), sample, { radius: 0.2, norm: 'l2' });
      for (let k = 0; k < 4; k++) {
        const shift = row(points, k).map((value, j) => value - row(sample.x, k)[j]!);
        expect(norm2(shift)).toBeCloseTo(0.2, 12);
      }
    }
  });

  it('raises the loss of a linear network as far as the ball allows', async () => {
    const network = randomNetwork(2, [5, 2]);
    const sample = randomSample(2, 3, 5, 2);
    const points = await attack('regular', network, sample, { radius: 0.5, norm: 'l2' });
    // Two classes: the loss rises with f_other - f_own, whose gradient is the difference of two rows of the weights.
    const { weight } = denseLayer(network, 0);
    const difference = row(weight, 0).map((value, j) => value - row(weight, 1)[j]!);
    for (let k = 0; k < 3; k++) {
      const own = row(sample.y, k)[0] === 1 ? -1 : 1;
      const best = difference.map(
        (value, j) => row(sample.x, k)[j]! + (0.5 * own * value) / norm2(difference),
      );
      best.forEach((value, j) => {
        expect(row(points, k)[j]).toBeCloseTo(value, 12);
      });
    }
  });

  it('never does worse with more draws or restarts', async () => {
    const sample = randomSample(3, 6, 4, 3);
    const network = randomNetwork(3, [4, 10, 3]);
    const sums: number[][] = [];
    for (const draws of [1, 20]) {
      const points = await attack('random', network, sample, { radius: 0.4, draws });
      sums.push(total(network, points, sample.y));
    }
    sums[1]!.forEach((value, k) => {
      expect(value).toBeGreaterThanOrEqual(sums[0]![k]! - 1e-12);
    });
    const options = { radius: 0.4, steps: 8, stepFraction: 0.3 };
    const once = total(network, await attack('pgd', network, sample, options), sample.y);
    const often = total(network, await attack('pgd', network, sample, { ...options, restarts: 5 }), sample.y);
    often.forEach((value, k) => {
      expect(value).toBeGreaterThanOrEqual(once[k]! - 1e-12);
    });
  });

  it('refuses options that contradict each other', async () => {
    const sample = randomSample(4, 1, 2, 2);
    const network = randomNetwork(4, [2, 2]);
    const refused = (options: object, pointer: string) =>
      expect(attack('pgd', network, sample, options)).rejects.toMatchObject({
        errors: [expect.objectContaining({ pointer })],
      });
    await refused({ norm: 'l2' }, '/norm');
    await refused({ radius: 1, clip: [1, 0] }, '/clip');
    await expect(attack('pgd', network, sample, { radius: 1, snr: 3 })).rejects.toThrow();
  });
});
