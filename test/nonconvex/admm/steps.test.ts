import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { activationStep } from '#relucent/nonconvex/admm/activation-step.js';
import { hiddenStep } from '#relucent/nonconvex/admm/hidden-step.js';
import { outputStep } from '#relucent/nonconvex/admm/output-step.js';
import { weightSolver, weightStep } from '#relucent/nonconvex/admm/weight-step.js';
import { normalMatrix } from '../../support/networks.js';
import { float64 } from '../splitting/float64.js';

const { add, mul, sub, product, sumOfSquares } = float64;
const one = (x: number): Matrix => ({ rows: 1, cols: 1, data: Float64Array.of(x) });
const grid = Array.from({ length: 4001 }, (_, i) => -10 + i / 200);
const number = fc.double({ min: -3, max: 3, noNaN: true });
const weight = fc.constantFrom(0.3, 1, 10);

describe('every step is the minimiser', () => {
  it('of hidden z', () => {
    fc.assert(
      fc.property(number, number, fc.constantFrom(0, 0.2, 1), weight, weight, (a, m, slope, gamma, beta) => {
        const cost = (z: number) => gamma * (a - (z > 0 ? z : slope * z)) ** 2 + beta * (z - m) ** 2;
        const z = hiddenStep(float64, one(m), one(a), slope, gamma, beta).data[0]!;
        expect(cost(z)).toBeLessThanOrEqual(Math.min(...grid.map(cost)) + 1e-12);
      }),
    );
  });

  it('of output z', () => {
    fc.assert(
      fc.property(
        number,
        number,
        fc.constantFrom(-1, 1),
        weight,
        fc.boolean(),
        (m, lambda, y, beta, hinge) => {
          const own = (z: number) => (hinge ? Math.max(0, 1 - y * z) : (z - y) ** 2 / 2);
          const cost = (z: number) => own(z) + lambda * z + beta * (z - m) ** 2;
          const loss = hinge
            ? ({ type: 'hinge', sign: one(y), kink: one(y) } as const)
            : ({ type: 'squared', y: one(y) } as const);
          const z = outputStep(float64, loss, one(m), one(lambda), beta).data[0]!;
          expect(cost(z)).toBeLessThanOrEqual(Math.min(...grid.map(cost)) + 1e-12);
        },
      ),
    );
  });

  it('of weights and of activations', () => {
    fc.assert(
      fc.property(fc.nat(), weight, weight, (seed, beta, gamma) => {
        const random = createRandom(seed);
        const normal = (rows: number, cols: number) => normalMatrix(random, rows, cols);
        const [inputs, z] = [normal(12, 4), normal(12, 3)];
        const decay = 0.7;
        const misfit = (w: Matrix) =>
          beta * sumOfSquares(sub(z, product(inputs, w, 'second'))) + (decay / 2) * sumOfSquares(w);
        const solver = weightSolver(float64, inputs, { decay, beta, biases: false });
        const best = weightStep(float64, z, inputs, solver);

        const [above, centre] = [normal(3, 4), normal(12, 4)];
        const bend = (a: Matrix) =>
          beta * sumOfSquares(sub(z, product(a, above, 'second'))) + gamma * sumOfSquares(sub(a, centre));
        const a = activationStep(float64, above, z, centre, beta, gamma);
        for (let k = 0; k < 5; k++) {
          expect(misfit(add(best, mul(0.01, normal(3, 4))))).toBeGreaterThan(misfit(best));
          expect(bend(add(a, mul(0.01, normal(12, 4))))).toBeGreaterThan(bend(a));
        }
      }),
      { numRuns: 30 },
    );
  });
});
