import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matrix, zeros } from '#relucent/core/matrix.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { auxiliaryStep } from '#relucent/nonconvex/ialam/auxiliary-step.js';
import { columnNormSum, groupLassoResidual } from '#relucent/nonconvex/ialam/column-lasso.js';
import { float64Algebra as algebra } from '#relucent/nonconvex/ialam/float64-algebra.js';
import { augmentedLagrangian, infeasibility, residuals } from '#relucent/nonconvex/ialam/objective.js';
import { nextPenalty, startPenalty } from '#relucent/nonconvex/ialam/penalty.js';
import { minimizeEntry } from '#relucent/nonconvex/ialam/separable.js';
import { squaredSpectralNormBound } from '#relucent/nonconvex/ialam/spectral-norm.js';
import type { Splitting } from '#relucent/nonconvex/ialam/splitting.js';
import { initialWeights, startAt } from '#relucent/nonconvex/ialam/start.js';
import { stationarity } from '#relucent/nonconvex/ialam/stationarity.js';
import { type IalamState, nextState, weightSteps } from '#relucent/nonconvex/ialam/sweep.js';
import { columnLassoPenalty } from '#relucent/nonconvex/ialam/weight-penalty.js';
import { momentsOf, weightStep } from '#relucent/nonconvex/ialam/weight-step.js';

const exact = { tolerance: 1e-12, iterations: 5000 };
const rule = { decrease: 0.99, shrinkage: 0.8, power: 1.01, memory: 10 };

function gaussian(random: Random, rows: number, cols: number): Matrix {
  const matrix = zeros(rows, cols);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.normal();
  return matrix;
}

/** A random problem of these widths and slopes, and its start. */
function problemWith(widths: number[], slopes: number[], samples: number, seed: number, rho: number) {
  const random = createRandom(seed);
  const problem: Splitting<Matrix> = {
    x: gaussian(random, samples, widths[0]!),
    y: gaussian(random, samples, widths.at(-1)!),
    slopes,
    dataWeight: 1 / samples,
    lambdaW: 0.01,
    lambdaV: 1e-3,
    beta: slopes.map(() => 10 / samples),
  };
  const weights = initialWeights(algebra, widths, samples, 'fan-in', random);
  return { problem, random, start: startAt(algebra, problem, weights, rho) };
}

const squares = (a: Matrix, b: Matrix) =>
  a.data.reduce((sum, entry, i) => sum + (entry - b.data[i]!) ** 2, 0);

describe('one entry', () => {
  const curvature = fc.double({ min: 0.05, max: 5, noNaN: true });
  const pull = fc.double({ min: -3, max: 3, noNaN: true });
  const slopes = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const betas = fc.double({ min: 0, max: 3, noNaN: true });

  it('is feasible and no worse than any point of a grid', () => {
    const anyEntry = fc.tuple(curvature, pull, curvature, pull, betas, slopes);
    fc.assert(
      fc.property(anyEntry, ([pv, qv, pu, qu, beta, slope]) => {
        const sigma = (u: number) => Math.max(u, slope * u);
        const value = (v: number, u: number) =>
          (pv / 2) * v * v - qv * v + (pu / 2) * u * u - qu * u - beta * sigma(u);
        const pair = new Float64Array(2);
        minimizeEntry(qv, qu, { pv, pu, beta, slope }, pair);
        const [v, u] = [pair[0]!, pair[1]!];
        expect(v).toBeGreaterThanOrEqual(sigma(u) - 1e-12);
        const found = value(v, u);
        const reach = 2 * Math.abs(u) + 2;
        let least = Number.POSITIVE_INFINITY;
        for (let i = -200; i <= 200; i++) {
          const at = (reach * i) / 200;
          least = Math.min(least, value(Math.max(qv / pv, sigma(at)), at));
        }
        expect(found).toBeLessThanOrEqual(least + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('chooses u >= 0 where two minimisers tie', () => {
    const pair = new Float64Array(2);
    minimizeEntry(2, -0.55, { pv: 1, pu: 1, beta: 1, slope: 0.1 }, pair);
    expect(pair[1]).toBeCloseTo(0.45, 12);
  });
});

describe('the alternating minimisation', () => {
  const cases: [string, number[], number[]][] = [
    ['leaky ReLUs', [4, 5, 3, 2], [0.1, 0.1, 0.1]],
    ['ReLUs', [4, 5, 3, 2], [0, 0, 0]],
    ['a linear output', [4, 5, 2], [0.01, 1]],
    ['one layer', [4, 2], [0.1]],
  ];
  it.each(cases)('never increases the augmented Lagrangian: %s', (_, widths, slopes) => {
    const rho = 0.1;
    const tau1 = 0.01;
    const { problem, random, start } = problemWith(widths, slopes, 12, 3, rho);
    const multipliers = start.u.map(({ rows, cols }) => algebra.scale(0.02, gaussian(random, rows, cols)));
    const value = (at: typeof point) => augmentedLagrangian(algebra, problem, at, multipliers, rho);
    const gram = momentsOf(algebra, problem.x);
    let point: Pick<typeof start, 'w' | 'b' | 'v' | 'u'> = start;
    const first = value(point);
    for (let k = 0; k < 40; k++) {
      const before = value(point);
      const weights = weightSteps(algebra, problem, point, { multipliers, rho }, exact, gram);
      const between = { ...point, ...weights };
      expect(value(between)).toBeLessThanOrEqual(before + 1e-11);
      const auxiliaries = auxiliaryStep(algebra, problem, between, { multipliers, rho, tau1 });
      const next = { ...between, ...auxiliaries };
      const moved =
        next.u.reduce((sum, u, l) => sum + squares(u, between.u[l]!), 0) +
        next.v.slice(0, -1).reduce((sum, v, l) => sum + squares(v, between.v[l]!), 0);
      expect(value(next)).toBeLessThanOrEqual(value(between) - (tau1 / 2) * moved + 1e-11);
      point = next;
    }
    expect(value(point)).toBeLessThan(0.9 * first);
  });

  it('starts feasible', () => {
    const { problem, start } = problemWith([4, 5, 2], [0.1, 0.1], 12, 3, 0.1);
    expect(infeasibility(algebra, problem, start)).toBe(0);
    expect(residuals(algebra, problem, start).every(({ data }) => data.every((entry) => entry === 0))).toBe(
      true,
    );
  });
});

describe('the step in the weights', () => {
  it('solves the group lasso with a free bias', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0.1, 2, 20), (seed, lambda) => {
        const random = createRandom(seed);
        const [v, target] = [gaussian(random, 15, 4), gaussian(random, 15, 3)];
        // A feature that never changes cannot be told from the bias.
        for (let n = 0; n < 15; n++) v.data[4 * n + 2] = 0.7;
        const found = weightStep(
          algebra,
          { v, moments: momentsOf(algebra, v) },
          target,
          gaussian(random, 3, 4),
          columnLassoPenalty(algebra, lambda),
          0.5,
          exact,
        );
        const fitted = algebra.addRow(algebra.product(v, found.w, { b: true }), found.b);
        const rest = algebra.combine(0.5, fitted, -0.5, target);
        const residual = groupLassoResidual(algebra, found.w, algebra.product(rest, v, { a: true }), lambda);
        expect(residual).toBeLessThan(1e-8);
        expect(Math.hypot(...algebra.columnMeans(rest).data)).toBeLessThan(1e-12);
        expect(
          columnNormSum(
            algebra,
            algebra.scaleColumns(found.w, { rows: 1, cols: 4, data: Float64Array.of(0, 0, 1, 0) }),
          ),
        ).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('bounds the spectral norm from above, and closely', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, rows, cols) => {
          const w = gaussian(createRandom(seed), rows, cols);
          const bound = squaredSpectralNormBound(algebra, w);
          let direction = gaussian(createRandom(seed, 'direction'), cols, 1);
          let stretch = 0;
          for (let i = 0; i < 500; i++) {
            const image = algebra.product(w, algebra.product(w, direction), { a: true });
            stretch = Math.sqrt(algebra.inner(image, image) / algebra.inner(direction, direction));
            direction = algebra.scale(1 / Math.sqrt(algebra.inner(image, image)), image);
          }
          expect(bound).toBeGreaterThanOrEqual(stretch * (1 - 1e-10));
          expect(bound).toBeLessThanOrEqual(stretch * (1 + 1e-3));
        },
      ),
      { numRuns: 30 },
    );
    expect(squaredSpectralNormBound(algebra, zeros(2, 3))).toBe(0);
  });
});

describe('the penalty', () => {
  const start = { ...startPenalty(0.5), recent: [1, 1] };
  const short = { ...rule, memory: 2, shrinkage: 0.5, power: 1 };

  it('stays while the residual falls, and while too few are known', () => {
    expect(nextPenalty(start, 0.98, 10, short)).toEqual({ rho: 0.5, recent: [1, 0.98], byMultipliers: 0 });
    expect(nextPenalty(startPenalty(0.5), 2, 10, short).rho).toBe(0.5);
  });

  it('grows otherwise, to the power of the multipliers where that is larger', () => {
    expect(nextPenalty(start, 1, 0.1, short)).toMatchObject({ rho: 1, byMultipliers: 0 });
    expect(nextPenalty(start, 1, 3, short)).toMatchObject({ rho: 9, byMultipliers: 1 });
  });
});

it('reaches a stationary point of a network without hidden layers', () => {
  const samples = 20;
  const rho = 2 / samples;
  const { problem, start } = problemWith([3, 2], [0.1], samples, 5, rho);
  const weights = { tolerance: 1e-10, iterations: 500 };
  const settings = { rule, inner: 40, tau1: 1e-3 * rho, weights };
  const gram = momentsOf(algebra, problem.x);
  let state: IalamState<Matrix> = start;
  const feasibility = () => Math.min(...state.penalty.recent);
  for (let k = 0; k < 300 * settings.inner && !(feasibility() < 1e-8); k++) {
    state = nextState(algebra, problem, state, settings, gram);
  }
  const found = stationarity(algebra, problem, state, state.multipliers);
  expect(found.feasibility).toBeLessThan(1e-8);
  expect(found.weights).toBeLessThan(1e-6);
  expect(found.biases).toBeLessThan(1e-6);
  expect(found.auxiliaries).toBeLessThan(1e-6);
  expect(found.inequalities).toBe(0);
});
