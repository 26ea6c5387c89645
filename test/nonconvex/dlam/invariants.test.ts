import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivationSpec } from '#relucent/core/activations.js';
import { type Matrix, zeros } from '#relucent/core/matrix.js';
import { mcp } from '#relucent/core/proximal/mcp.js';
import { bind } from '#relucent/core/proximal/penalty.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { bandExcess } from '#relucent/nonconvex/dlam/band.js';
import { energy } from '#relucent/nonconvex/dlam/energy.js';
import { nothingChecked, recordSweep } from '#relucent/nonconvex/dlam/guarantee.js';
import { outputStep } from '#relucent/nonconvex/dlam/output-step.js';
import type { Penalty } from '#relucent/nonconvex/dlam/penalty.js';
import type { SplitLoss, SplitProblem, SplitState } from '#relucent/nonconvex/dlam/split.js';
import { type Start, startState } from '#relucent/nonconvex/dlam/starts.js';
import { sweep } from '#relucent/nonconvex/dlam/sweep.js';
import { tensorArithmetic } from '#relucent/nonconvex/splitting/tensor-arithmetic.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { normalMatrix } from '../../support/networks.js';
import { float64 } from '../splitting/float64.js';

const activations: ActivationSpec[] = [
  'relu',
  'relu6',
  'linear',
  'sigmoid',
  'tanh',
  'softplus',
  { name: 'leaky-relu', slope: 0.1 },
  { name: 'leaky-relu', slope: 0 },
];
const losses: SplitLoss[] = ['squared', 'cross-entropy'];
const penalties: Penalty[] = [
  { type: 'weight-decay', weight: 0 },
  { type: 'weight-decay', weight: 0.3 },
  { type: 'l1', weight: 0.3 },
];
const sizes = [4, 5, 4, 3];
const rows = 9;

const instances = fc.record({
  seed: fc.nat(),
  activation: fc.constantFrom(...activations),
  loss: fc.constantFrom(...losses),
  penalty: fc.constantFrom(...penalties),
  epsilon: fc.constantFrom<number[]>(1e-3, 0.1, 1.5),
  rho: fc.constantFrom<number[]>(0.1, 1, 5),
  biases: fc.boolean(),
  warm: fc.boolean(),
  start: fc.constantFrom<Start[]>('random', 'label', 'forward'),
});

type Instance = typeof instances extends fc.Arbitrary<infer T> ? T : never;

function instanceOf({ seed, activation, loss, penalty, biases, epsilon, rho, warm, start }: Instance) {
  const random = createRandom(seed);
  const x = normalMatrix(random, rows, sizes[0]!);
  const problem: SplitProblem<Matrix> = {
    x,
    y: oneHot(random, rows, sizes.at(-1)!),
    gram: float64.product(x, x, 'first'),
    activations: [activation, activation],
    loss,
    penalty,
    biases,
  };
  const settings = {
    rho,
    epsilon,
    nu: 1e-3 * rho,
    gamma: 2,
    mu: 1e-3 * rho,
    eta: 2,
    warm,
    outputTolerance: 1e-11,
  };
  const weights = [1, 2, 3].map((l) => normalMatrix(random, sizes[l]!, sizes[l - 1]!));
  const zero = [1, 2, 3].map((l) => zeros(1, sizes[l]!));
  return { problem, settings, state: startState(float64, problem, weights, zero, start, random) };
}

function oneHot(random: Random, n: number, classes: number): Matrix {
  const y = zeros(n, classes);
  for (let k = 0; k < n; k++) y.data[k * classes + random.integer(classes)] = 1;
  return y;
}

/** What a sweep must lower F by: sum_l t/2 ||dW||^2 + rho N/2 ||db||^2 + rho/2 ||dz||^2 + tau/2 ||da||^2. */
function guaranteed(before: SplitState<Matrix>, after: SplitState<Matrix>, rho: number): number {
  const move = (old: Matrix, now: Matrix) => float64.sumOfSquares(float64.sub(now, old)) / 2;
  let sum = 0;
  after.weights.forEach((weight, l) => {
    sum += after.weightCurvatures[l]! * move(before.weights[l]!, weight);
    sum += rho * rows * move(before.biases[l]!, after.biases[l]!);
    sum += rho * move(before.z[l]!, after.z[l]!);
  });
  after.a.forEach((a, l) => {
    sum += after.activationCurvatures[l]! * move(before.a[l]!, a);
  });
  return sum;
}

describe('a sweep', () => {
  it('lowers F by what its steps guarantee, and stays in the band', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const { problem, settings, state: start } = instanceOf(instance);
        let state = start;
        let before = energy(float64, problem, state, settings.rho);
        for (let k = 0; k < 12; k++) {
          const next = sweep(float64, problem, settings, state);
          const after = energy(float64, problem, next, settings.rho);
          const least = guaranteed(state, next, settings.rho);
          expect(before - after).toBeGreaterThanOrEqual(least - 1e-9 * Math.max(1, Math.abs(before)));
          expect(bandExcess(float64, problem.activations, next, settings.epsilon)).toBeLessThanOrEqual(1e-10);
          [state, before] = [next, after];
        }
      }),
      { numRuns: 120 },
    );
  });

  it('is recorded as keeping its promises, and one that goes back as breaking them', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const { problem, settings, state: start } = instanceOf(instance);
        let [state, record] = [start, nothingChecked];
        for (let k = 0; k < 6; k++) {
          const next = sweep(float64, problem, settings, state);
          record = recordSweep(float64, problem, settings, record, state, next);
          state = next;
        }
        expect(record.sweeps).toBe(6);
        expect(record.shortfall).toBeLessThanOrEqual(1e-9);
        expect(record.excess * settings.epsilon).toBeLessThanOrEqual(1e-10);

        const fall =
          energy(float64, problem, start, settings.rho) - energy(float64, problem, state, settings.rho);
        const back = recordSweep(float64, problem, settings, nothingChecked, state, start);
        expect(back.shortfall).toBeGreaterThanOrEqual(
          fall / energy(float64, problem, state, settings.rho) - 1e-9,
        );
        const a = state.a.map((each) => float64.add(each, 3 * settings.epsilon));
        const outside = recordSweep(float64, problem, settings, nothingChecked, start, { ...state, a });
        expect(outside.excess).toBeGreaterThan(0.9);
      }),
      { numRuns: 60 },
    );
  });

  it('never raises F with a penalty that is not convex', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const penalty: Penalty = {
          type: 'operator',
          weight: 0.3,
          of: (layer) => bind(mcp, { knee: 0.2 + layer }),
        };
        const { problem, settings, state: start } = instanceOf({ ...instance, penalty });
        let state = start;
        let before = energy(float64, problem, state, settings.rho);
        for (let k = 0; k < 6; k++) {
          state = sweep(float64, problem, settings, state);
          const after = energy(float64, problem, state, settings.rho);
          expect(after).toBeLessThanOrEqual(before + 1e-9 * Math.max(1, Math.abs(before)));
          before = after;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps its residuals those of its variables', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const { problem, settings, state } = instanceOf(instance);
        const next = sweep(float64, problem, settings, state);
        next.residuals.forEach((residual, l) => {
          const inputs = l === 0 ? problem.x : next.a[l - 1]!;
          const linear = float64.product(inputs, next.weights[l]!, 'second');
          const wanted = float64.sub(float64.add(linear, next.biases[l]!), next.z[l]!);
          expect(float64.largest(float64.abs(float64.sub(residual, wanted)))).toBeLessThan(1e-10);
        });
        if (!problem.biases)
          for (const bias of next.biases) expect(bias.data.every((b) => b === 0)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('reaches the same on tensors as in float64, up to rounding', async () => {
    const { tf } = await loadTensors();
    const math = tensorArithmetic(tf);
    for (const activation of activations) {
      for (const loss of losses) {
        const given = { seed: 5, activation, loss, penalty: penalties[2]!, epsilon: 0.1, rho: 1 };
        const { problem, settings, state } = instanceOf({
          ...given,
          biases: true,
          warm: false,
          start: 'random',
        });
        const onTensors = (m: Matrix) => math.matrix(m.rows, m.cols, m.data);
        const exact = sweep(float64, problem, settings, sweep(float64, problem, settings, state));
        tf.tidy(() => {
          const same: SplitProblem<ReturnType<typeof onTensors>> = {
            ...problem,
            x: onTensors(problem.x),
            y: onTensors(problem.y),
            gram: onTensors(problem.gram),
          };
          const rounded = {
            ...state,
            weights: state.weights.map(onTensors),
            biases: state.biases.map(onTensors),
            z: state.z.map(onTensors),
            a: state.a.map(onTensors),
            residuals: state.residuals.map(onTensors),
          };
          const coarse = { ...settings, outputTolerance: 1e-6 };
          const reached = sweep(math, same, coarse, sweep(math, same, coarse, rounded));
          for (const part of ['weights', 'biases', 'z', 'a', 'residuals'] as const) {
            reached[part].forEach((tensor, l) => {
              const values = math.read(tensor);
              exact[part][l]!.data.forEach((x, i) => {
                expect(Math.abs(values[i]! - x)).toBeLessThan(2e-4 * Math.max(1, Math.abs(x)));
              });
            });
          }
        });
      }
    }
  });
});

describe('the output step with cross-entropy', () => {
  it.each([1e-3, 0.01, 0.1, 1, 10])('meets its optimality condition, rho %f', (rho) => {
    const random = createRandom(3);
    const linear = float64.mul(4, normalMatrix(random, 20, 5));
    const y = oneHot(random, 20, 5);
    const z = outputStep(float64, 'cross-entropy', { linear, z: linear, y, rho, tolerance: 1e-10 });
    const pull = float64.mul(rho, float64.sub(z, linear));
    const slope = float64.add(pull, float64.sub(float64.softmax(z), y));
    expect(float64.largest(float64.abs(slope))).toBeLessThan(1e-9);
  });
});
