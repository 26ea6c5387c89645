import { describe, expect, it } from 'vitest';
import { projectedGradient } from '#relucent/attacks/pgd.js';
import { losses } from '#relucent/core/losses/index.js';
import { fromRows, type Matrix, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { networkOfRelu, type ReluNetwork } from '#relucent/core/relu-network.js';
import { attackOffsets, type BoxAttack, fgsm } from '#relucent/nonconvex/box-attack.js';
import { recordedGradients } from '#relucent/nonconvex/gradients/recorded.js';
import { reluGradients } from '#relucent/nonconvex/gradients/relu.js';
import { tensorLosses } from '#relucent/nonconvex/losses.js';
import { tensorNetwork } from '#relucent/nonconvex/networks/tensor-network.js';
import { matrixTensor, rowTensor } from '#relucent/nonconvex/tensors.js';
import { victimOf } from '#relucent/plugins/attack.js';
import { vectors } from '../attacks/instances.js';
import { column, normalMatrix, randomRelu, reluFrom } from '../support/networks.js';
import { on } from './backends.js';
import { problemOn } from './problems.js';

type Backend = 'wasm' | 'cpu';
type LossName = 'hinge' | 'squared' | 'logistic' | 'cross-entropy';
type Way = 'by hand' | 'recorded';

/** Where the attack on tensors ends. */
async function onTensors(
  backend: Backend,
  way: Way,
  network: ReluNetwork,
  x: Matrix,
  y: Matrix,
  radii: Float64Array,
  attack: BoxAttack,
  loss: LossName,
): Promise<number[]> {
  const tf = await on(backend);
  const offsets = tf.tidy(() => {
    const architecture = tensorNetwork(problemOn(x, y, { neurons: network.hidden.rows }));
    const gradients = way === 'by hand' ? reluGradients : recordedGradients(architecture);
    const parameters = architecture.fromNetwork(tf, networkOfRelu(network));
    const rows = [matrixTensor(tf, x), matrixTensor(tf, y), rowTensor(tf, radii)] as const;
    return attackOffsets(tf, gradients, parameters, tensorLosses[loss]!, attack, ...rows).dataSync();
  });
  return Array.from(x.data, (value, i) => value + radii[i % x.cols]! * offsets[i]!);
}

function expectWithin(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!), `entry ${i}`).toBeLessThanOrEqual(tolerance);
  }
}

describe.each([
  ['wasm', 'by hand'],
  ['wasm', 'recorded'],
  ['cpu', 'recorded'],
] as const)('the attack on tensors, %s, %s', (backend, way) => {
  it.each([
    ['hinge', fgsm],
    ['squared', fgsm],
    ['hinge', { steps: 10, stepFraction: 0.25 }],
    ['squared', { steps: 7, stepFraction: 0.3 }],
    ['hinge', { steps: 7, stepFraction: 0.3 }, 3],
    ['logistic', { steps: 7, stepFraction: 0.3 }, 3],
    ['cross-entropy', { steps: 7, stepFraction: 0.3 }, 3],
  ] as const)(
    'agrees with the one in float64: %s, %o, outputs %s',
    async (loss, attack, outputs: number = 1) => {
      const random = createRandom(5);
      const [n, d, m] = [60, 5, 12];
      const x = normalMatrix(random, n, d);
      const y = zeros(n, outputs);
      for (let i = 0; i < y.data.length; i++) y.data[i] = random.sign();
      if (loss === 'cross-entropy') for (let i = 0; i < y.data.length; i++) y.data[i] = i % 4 === 0 ? 1 : 0;
      const network = randomRelu(random, m, d, outputs);
      const radii = Float64Array.of(0.3, 0.1, 0.05, 0.5, 0);

      const reached = await onTensors(backend, way, network, x, y, radii, attack, loss);
      const { steps, stepFraction } = attack;
      const victim = victimOf(networkOfRelu(network));
      const context = { loss: losses[loss], radii, seed: 0 };
      const budget = { shape: { norm: 'linf', radii } } as const;
      const expected = await projectedGradient(victim, { x, y }, context, budget, x, steps, stepFraction);
      expectWithin(reached, expected.data, 1e-4);
      for (let k = 0; k < n; k++) expect(reached[k * d + 4]).toBe(x.data[k * d + 4]);
    },
  );

  it.skipIf(!vectors)('agrees with the reference attacks', async () => {
    const network = reluFrom(vectors!.U_rows_are_neurons, vectors!.alpha);
    for (const { x, y, eps, gamma, steps, fgsm: oneStep, pgd } of vectors!.cases) {
      const radii = new Float64Array(3).fill(eps);
      const at = [network, fromRows([x]), column([y]), radii] as const;
      expectWithin(await onTensors(backend, way, ...at, fgsm, 'hinge'), oneStep, 1e-4);
      expectWithin(
        await onTensors(backend, way, ...at, { steps, stepFraction: gamma / eps }, 'hinge'),
        pgd,
        1e-4,
      );
    }
  });

  it('takes the derivative 1 for a neuron at 0, and stays put along a gradient of 0', async () => {
    const at = [reluFrom([[1, 0]], [1]), fromRows([[0, 1]]), column([1]), Float64Array.of(0.2, 0.2)] as const;
    expectWithin(await onTensors(backend, way, ...at, fgsm, 'hinge'), [-0.2, 1], 1e-12);
  });
});
