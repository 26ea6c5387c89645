import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { nothingChecked, recordDescent } from '#relucent/nonconvex/ialam/descent.js';
import { float64Algebra as algebra } from '#relucent/nonconvex/ialam/float64-algebra.js';
import { augmentedLagrangian, residuals } from '#relucent/nonconvex/ialam/objective.js';
import type { Point, Splitting } from '#relucent/nonconvex/ialam/splitting.js';
import { initialWeights, startAt } from '#relucent/nonconvex/ialam/start.js';
import { joined, layerStationarity } from '#relucent/nonconvex/ialam/stationarity.js';
import { nextState, sweep } from '#relucent/nonconvex/ialam/sweep.js';
import { momentsOf } from '#relucent/nonconvex/ialam/weight-step.js';
import { normalMatrix } from '../../support/networks.js';

const samples = 6;
const depths = fc.constantFrom([3, 2], [3, 4, 2], [2, 3, 3, 2], [2, 3, 2, 2, 1]);
const slopes = fc.constantFrom(0, 0.1, 1);

/** A random problem, a point with v above sigma(u) and u off the kink, and multipliers. */
function drawn(seed: number, widths: readonly number[], slope: number) {
  const random = createRandom(seed);
  const layers = widths.slice(1);
  const problem: Splitting<Matrix> = {
    x: normalMatrix(random, samples, widths[0]!),
    y: normalMatrix(random, samples, widths.at(-1)!),
    slopes: layers.map(() => slope),
    dataWeight: 1 / samples,
    lambdaW: 0.05,
    lambdaV: 0.01,
    beta: layers.map((_, l) => (1 + l) / samples),
  };
  const { w } = initialWeights(algebra, widths, samples, 'fan-in', random);
  const b = layers.map((n) => normalMatrix(random, 1, n));
  const u = layers.map((n) => {
    const normal = normalMatrix(random, samples, n);
    return { ...normal, data: normal.data.map((entry) => entry + 0.01 * (entry < 0 ? -1 : 1)) };
  });
  const v = u.map((each) => {
    const above = algebra.activate(each, slope);
    return { ...above, data: above.data.map((entry) => entry + 0.1 + random.uniform()) };
  });
  const multipliers = layers.map((n) => normalMatrix(random, samples, n));
  return { random, problem, point: { w, b, v, u } as Point<Matrix>, multipliers };
}

/** ||gradient|| of f in one matrix of the point, by central differences. */
function slopeNorm(f: () => number, { data }: Matrix): number {
  const step = 1e-5;
  const entries = data as Float64Array;
  return Math.hypot(
    ...Array.from(entries.keys(), (i) => {
      const held = entries[i]!;
      entries[i] = held + step;
      const up = f();
      entries[i] = held - step;
      const down = f();
      entries[i] = held;
      return (up - down) / (2 * step);
    }),
  );
}

describe('the residuals of the optimality conditions', () => {
  it('are, layer by layer, the slopes of the Lagrangian where it is smooth', () => {
    fc.assert(
      fc.property(fc.integer(), depths, slopes, (seed, widths, slope) => {
        const { problem, point, multipliers } = drawn(seed, widths, slope);
        const lagrangian = () => augmentedLagrangian(algebra, problem, point, multipliers, 0);
        const layers = layerStationarity(algebra, problem, point, multipliers);
        expect(layers).toHaveLength(widths.length - 1);
        layers.forEach(({ weights, biases, auxiliaries, feasibility, inequalities }, l) => {
          const r = residuals(algebra, problem, point)[l]!;
          const inV = slopeNorm(lagrangian, point.v[l]!);
          const inU = slopeNorm(lagrangian, point.u[l]!);
          expect(weights).toBeCloseTo(slopeNorm(lagrangian, point.w[l]!), 6);
          expect(biases).toBeCloseTo(slopeNorm(lagrangian, point.b[l]!), 6);
          expect(auxiliaries).toBeCloseTo(Math.hypot(inV, inU), 6);
          expect(feasibility).toBeCloseTo(Math.sqrt(algebra.inner(r, r)), 12);
          expect(inequalities).toBe(0);
        });
        const all = joined(layers);
        expect(all.weights).toBeCloseTo(Math.hypot(...layers.map(({ weights }) => weights)), 12);
        expect(all.auxiliaries).toBeGreaterThanOrEqual(Math.max(...layers.map((each) => each.auxiliaries)));
      }),
      { numRuns: 20 },
    );
  });

  it('see a column that should not be zero, and an output below its activation', () => {
    const { problem, point, multipliers } = drawn(1, [2, 3, 3, 2], 0.1);
    for (let i = 0; i < 3; i++) (point.w[1]!.data as Float64Array)[3 * i] = 0;
    (point.v[2]!.data as Float64Array)[0] = point.u[2]!.data[0]! - 0.5;
    const [, second, third] = layerStationarity(algebra, problem, point, multipliers);
    const pull = algebra.product(multipliers[1]!, point.v[0]!, { a: true });
    const norms = algebra.columnNorms(pull).data;
    expect(second!.weights).toBeGreaterThanOrEqual(norms[0]! - problem.lambdaW - 1e-12);
    expect(third!.inequalities).toBeGreaterThanOrEqual(0.5);
  });
});

describe('the record of descent', () => {
  const settings = { tau1: 0.01, accuracy: { tolerance: 1e-3, iterations: 20 } };

  it('finds nothing amiss in any sweep, inexact in the weights or not', () => {
    fc.assert(
      fc.property(fc.integer(), depths, slopes, fc.constantFrom(0.1, 1, 10), (seed, widths, slope, rho) => {
        const { random, problem, multipliers } = drawn(seed, widths, slope);
        const weights = initialWeights(algebra, widths, samples, 'fan-in', random);
        const augmentation = { multipliers, rho, tau1: settings.tau1 };
        const gram = momentsOf(algebra, problem.x);
        let record = nothingChecked;
        let point: Point<Matrix> = startAt(algebra, problem, weights, rho);
        for (let k = 0; k < 8; k++) {
          const path = sweep(algebra, problem, point, augmentation, settings.accuracy, gram);
          record = recordDescent(algebra, problem, record, path, augmentation);
          point = path.end;
        }
        expect(record.sweeps).toBe(8);
        expect(record.rise).toBeLessThan(1e-12);
        expect(record.shortfall).toBeLessThan(1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('tells a sweep that goes the wrong way', () => {
    const { problem, multipliers, random } = drawn(2, [2, 3, 3, 2], 0.1);
    const weights = initialWeights(algebra, [2, 3, 3, 2], samples, 'fan-in', random);
    const augmentation = { multipliers, rho: 1, tau1: settings.tau1 };
    const start = startAt(algebra, problem, weights, 1);
    const path = sweep(
      algebra,
      problem,
      start,
      augmentation,
      settings.accuracy,
      momentsOf(algebra, problem.x),
    );
    const wrongWay = [
      { ...path, start: path.between, between: path.start, first: firstOf(problem, path.start) },
      { ...path, between: path.end, end: path.between },
    ];
    const records = wrongWay.map((each) =>
      recordDescent(algebra, problem, nothingChecked, each, augmentation),
    );
    expect(records[0]!.rise).toBeGreaterThan(1e-6);
    expect(records[1]!.shortfall).toBeGreaterThan(1e-6);
  });

  it('is kept of the first of every ten sweeps', () => {
    const { problem, random } = drawn(3, [2, 3, 2], 0.1);
    const weights = initialWeights(algebra, [2, 3, 2], samples, 'fan-in', random);
    const rule = { decrease: 0.99, shrinkage: 0.8, power: 1.01, memory: 10 };
    const plan = { rule, inner: 1, tau1: settings.tau1, weights: settings.accuracy };
    const gram = momentsOf(algebra, problem.x);
    let state = startAt(algebra, problem, weights, 0.1);
    for (let k = 0; k < 11; k++) state = nextState(algebra, problem, state, plan, gram);
    expect(state.descent.sweeps).toBe(2);
  });
});

/** X W_1' + 1 b_1 at a point. */
function firstOf({ x }: Splitting<Matrix>, { w, b }: Point<Matrix>): Matrix {
  return algebra.addRow(algebra.product(x, w[0]!, { b: true }), b[0]!);
}
