import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attacks } from '#relucent/attacks/index.js';
import { losses } from '#relucent/core/losses/index.js';
import { fromRows, toRows } from '#relucent/core/matrix.js';
import { type Network, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { networkOfRelu } from '#relucent/core/relu-network.js';
import { validate } from '#relucent/core/validation.js';
import { tensorVictim } from '#relucent/nonconvex/tensor-victim.js';
import { type Victim, victimOf } from '#relucent/plugins/attack.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { on } from '../nonconvex/backends.js';
import { column, networkFrom, randomRelu } from '../support/networks.js';
import { vectors } from './instances.js';

const registry = createRegistry(attacks);
const { hinge, squared } = losses;

async function attack(
  name: string,
  network: Network,
  rows: number[][],
  y: number[],
  radii: number[],
  loss = hinge,
  options = {},
  victim: Victim = victimOf(network),
) {
  const plugin = registry.get('attack', name, '');
  const checked = validate(plugin.optionsSchema, { name, ...options });
  const sample = { x: fromRows(rows), y: column(y) };
  const context = { loss, radii: Float64Array.from(radii), seed: 0 };
  return toRows((await plugin.perturb(victim, sample, context, checked)).points);
}

/** f(x) = |x_1| - |x_2|. */
const saddle = networkFrom(
  [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ],
  [1, 1, -1, -1],
);

function randomNetwork(m: number, d: number, seed: number): Network {
  return networkOfRelu(randomRelu(createRandom(seed, 'attacked network'), m, d));
}

describe.skipIf(!vectors)('the reference attacks', () => {
  const cases = vectors?.cases.map((instance, i) => [i, instance] as const) ?? [];

  it.each(
    cases.flatMap(([i, instance]) => [
      [i, 'in float64', 1e-8, instance] as const,
      [i, 'on tensors of wasm', 1e-4, instance] as const,
      [i, 'on tensors of cpu', 1e-4, instance] as const,
    ]),
  )('case %i, %s', async (_i, where, tolerance, instance) => {
    const { x, y, eps, gamma, steps, fgsm, pgd, margin_fgsm, margin_pgd } = instance;
    const network = networkFrom(vectors!.U_rows_are_neurons, vectors!.alpha);
    const radii = x.map(() => eps);
    const tf = where === 'in float64' ? undefined : await on(where === 'on tensors of wasm' ? 'wasm' : 'cpu');
    const onTensors = tf && tensorVictim(tf, network);
    const victim = onTensors ?? victimOf(network);
    const byFgsm = await attack('fgsm', network, [x], [y], radii, hinge, {}, victim);
    const lengths = { steps, stepFraction: gamma / eps };
    const byPgd = await attack('pgd', network, [x], [y], radii, hinge, lengths, victim);
    onTensors?.dispose();
    const differences = [
      ...fgsm.map((value, j) => value - byFgsm[0]![j]!),
      ...pgd.map((value, j) => value - byPgd[0]![j]!),
      margin_fgsm - y * predict(network, fromRows(byFgsm)).data[0]!,
      margin_pgd - y * predict(network, fromRows(byPgd)).data[0]!,
    ];
    for (const difference of differences) expect(Math.abs(difference)).toBeLessThan(tolerance);
  });
});

describe('fgsm', () => {
  it('steps to the rim against the label, also where the hinge is flat', async () => {
    expect(await attack('fgsm', saddle, [[3, 0.5]], [1], [0.2, 0.1])).toEqual([[2.8, 0.6]]);
    expect(await attack('fgsm', saddle, [[3, 0.5]], [-1], [0.2, 0.1])).toEqual([[3.2, 0.4]]);
  });

  it('pushes the prediction away from a real target, and stays where it is met', async () => {
    const far = await attack('fgsm', saddle, [[3, 0.5]], [2], [0.2, 0.1], squared);
    expect(far).toEqual([[3.2, 0.4]]);
    expect(await attack('fgsm', saddle, [[3, 0.5]], [2.5], [0.2, 0.1], squared)).toEqual([[3, 0.5]]);
  });

  it('takes the derivative 1 for a neuron at 0, and stays put along a gradient of 0', async () => {
    // At 0 both neurons of a pair count as active, and their slopes cancel.
    expect(await attack('fgsm', saddle, [[0, 0]], [1], [0.2, 0.2])).toEqual([[0, 0]]);
    expect(await attack('fgsm', networkFrom([[1, 0]], [1]), [[0, 1]], [1], [0.2, 0.2])).toEqual([[-0.2, 1]]);
  });
});

describe('pgd', () => {
  it('defaults to 40 steps of a thirtieth of the radius', async () => {
    const [usual, explicit] = await Promise.all(
      [{}, { steps: 40, stepFraction: 1 / 30 }].map((options) =>
        attack('pgd', randomNetwork(6, 3, 1), [[0.1, -0.2, 0.3]], [1], [1, 1, 1], hinge, options),
      ),
    );
    expect(usual).toEqual(explicit);
  });

  it('follows the neurons active where it stands, where one step does not', async () => {
    // f = max(0, x) - 4 max(0, x - 1) (a column of ones makes the kink): falling beyond x = 1, rising before it.
    const bent = networkFrom(
      [
        [1, 0],
        [1, -1],
      ],
      [1, -4],
    );
    const options = { steps: 30, stepFraction: 0.1 };
    expect((await attack('fgsm', bent, [[1.1, 1]], [-1], [1, 0]))[0]![0]).toBeCloseTo(0.1, 12);
    const stopped = (await attack('pgd', bent, [[1.1, 1]], [-1], [1, 0], hinge, options))[0]![0]!;
    expect(Math.abs(stopped - 1)).toBeLessThanOrEqual(0.1 + 1e-12);
  });

  it('finds the worst corner of a linear piece', async () => {
    const network = randomNetwork(5, 3, 2);
    // A box so small that no neuron changes its activity: the worst point is a corner, found by trying all eight.
    const x = [0.7, -0.4, 0.9];
    const radius = 1e-4;
    const corners = Array.from({ length: 8 }, (_, bits) =>
      x.map((value, j) => value + (bits & (1 << j) ? radius : -radius)),
    );
    for (const y of [-1, 1]) {
      const margins = corners.map((corner) => y * predict(network, fromRows([corner])).data[0]!);
      for (const name of ['fgsm', 'pgd']) {
        const reached = await attack(name, network, [x], [y], [radius, radius, radius]);
        expect(y * predict(network, fromRows(reached)).data[0]!).toBeCloseTo(Math.min(...margins), 12);
      }
    }
  });

  it('never leaves the box, and never moves a column of radius 0', async () => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
    const radius = fc.constantFrom(0, 1e-3, 0.1, 2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(coordinate, { minLength: 3, maxLength: 3 }),
        fc.array(radius, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(-1, 1),
        fc.constantFrom('fgsm', 'pgd'),
        fc.integer({ min: 0, max: 1000 }),
        async (x, radii, y, name, seed) => {
          const [moved] = await attack(name, randomNetwork(4, 3, seed), [x], [y], radii);
          moved!.forEach((value, j) => {
            expect(Math.abs(value - x[j]!)).toBeLessThanOrEqual(radii[j]! * (1 + 1e-12) + 1e-15);
            if (radii[j] === 0) expect(value === x[j]).toBe(true);
          });
        },
      ),
    );
  });

  it('reads its options and leaves the rows it is given alone', async () => {
    const network = randomNetwork(6, 3, 1);
    const x = fromRows([[0.1, -0.2, 0.3]]);
    const radii = Float64Array.of(1, 1, 1);
    const { perturb } = registry.get('attack', 'pgd', '');
    const run = (options: object) =>
      perturb(
        victimOf(network),
        { x, y: column([1]) },
        { loss: hinge, radii, seed: 0 },
        {
          name: 'pgd',
          steps: 40,
          stepFraction: 1 / 30,
          ...options,
        },
      );
    const usual = toRows((await run({})).points);
    expect(toRows((await run({ steps: 3 })).points)).not.toEqual(usual);
    expect(toRows((await run({ stepFraction: 0.3 })).points)).not.toEqual(usual);
    expect(toRows(x)).toEqual([[0.1, -0.2, 0.3]]);
  });
});
