import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnBasis } from '#relucent/convex/column-basis.js';
import { fewestNeurons } from '#relucent/convex/merge-neurons.js';
import { networkOf, neuronLengths } from '#relucent/convex/neurons.js';
import { coneMargin, type Pattern } from '#relucent/convex/patterns/pattern.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { zeros } from '#relucent/core/matrix.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { networkOfRelu, reluValues } from '#relucent/core/relu-network.js';
import { trainConvex } from '../support/convex.js';
import { evaluated } from '../support/evaluated.js';
import { denseLayer } from '../support/networks.js';
import { problemOf } from '../support/problems.js';

/** Both neurons of every pattern, along its own direction, with random sizes. */
function fullNeurons(patterns: readonly Pattern[], d: number, seed: number) {
  const random = createRandom(seed, 'sizes');
  const neurons = zeros(2 * patterns.length, d);
  for (let i = 0; i < neurons.rows; i++) {
    const size = random.uniform();
    patterns[i % patterns.length]!.direction!.forEach((value, j) => {
      neurons.data[i * d + j] = size * value;
    });
  }
  return neurons;
}

const width = (neurons: ReturnType<typeof zeros>) => neuronLengths(neurons).filter((norm) => norm > 0).length;
const normSum = (neurons: ReturnType<typeof zeros>) => neuronLengths(neurons).reduce((a, b) => a + b, 0);

describe('fewestNeurons', () => {
  it('keeps predictions, cones and objective, with at most n neurons of 2P', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('hinge' as const, 'squared' as const),
        async (seed, n, d, loss) => {
          const problem = await problemOf({
            data: { source: 'generator', name: 'random-labels', n, d, seed },
            loss: { type: loss },
            regularizer: { weight: 1e-3 },
          }); // biome-ignore format: one property
          const { patterns } = samplePatterns(
            problem.train.x,
            { method: 'sampled', draws: 200 },
            createRandom(seed),
          );
          const neurons = fullNeurons(patterns, d, seed);
          const fewer = fewestNeurons(problem, patterns, neurons);
          expect(width(fewer)).toBeLessThanOrEqual(Math.min(n, 2 * patterns.length));
          expect(normSum(fewer)).toBeLessThanOrEqual(normSum(neurons) * (1 + 1e-12));
          const before = reluValues(networkOf(neurons, problem.norm), problem.train.x);
          const after = reluValues(networkOf(fewer, problem.norm), problem.train.x);
          const size = 1 + Math.max(...before.map(Math.abs));
          const moved = before.map((f, k) => Math.abs(f - after[k]!));
          expect(Math.max(...moved)).toBeLessThan(1e-9 * size);
          const [from, to] = [await objectiveOf(problem, neurons), await objectiveOf(problem, fewer)];
          expect(to).toBeLessThanOrEqual(from * (1 + 1e-9));
          patterns.forEach((pattern, i) => {
            for (const row of [i, i + patterns.length]) {
              const u = fewer.data.subarray(row * d, (row + 1) * d);
              expect(coneMargin(problem.train.x, problem.radii, pattern, u)).toBeGreaterThanOrEqual(0);
            }
          });
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('with a threat keeps the worst case as well', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'box-separable', n: 8, radius: 0.04, bias: true, lines: 2 },
      threat: { radius: 0.03 },
    });
    const found = samplePatterns(problem.train.x, { method: 'sampled', draws: 3000 }, createRandom(1));
    const patterns = found.patterns.filter(
      (p) => coneMargin(problem.train.x, problem.radii, p, p.direction!) > 0,
    );
    const neurons = fullNeurons(patterns, 3, 1);
    const fewer = fewestNeurons(problem, patterns, neurons);
    expect(width(fewer)).toBeLessThan(width(neurons));
    const before = await evaluated(networkOfRelu(networkOf(neurons, problem.norm)), problem);
    const after = await evaluated(networkOfRelu(networkOf(fewer, problem.norm)), problem);
    expect(after.exact).toBe(true);
    expect(after.objective).toBeLessThanOrEqual(before.objective * (1 + 1e-9));
  });

  it('nothing but zeros stays nothing', async () => {
    const problem = await problemOf({ data: { source: 'inline', x: [[1], [-1]], y: [1, -1] } });
    const neurons = zeros(4, 1);
    const patterns = [Uint8Array.of(1, 0), Uint8Array.of(0, 1)].map((active) => ({ active }));
    expect(fewestNeurons(problem, patterns, neurons)).toEqual(neurons);
  });

  it.each([1e-2, 1e-4, 1e-9])('a trained network at beta = %d has at most n + 1 neurons', async (weight) => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 20, d: 2, bias: true, seed: 4 },
      regularizer: { weight },
    });
    const outcome = await trainConvex(problem, { patterns: { method: 'sampled', draws: 200 } });
    expect(outcome.status, outcome.reason).toBe('solved');
    const { neuronsSolver, neuronsFewest } = outcome.details as Record<string, number>;
    expect(neuronsFewest).toBe(denseLayer(outcome.network!, 0).weight.rows);
    expect(neuronsFewest).toBeLessThanOrEqual(21);
    expect(neuronsSolver).toBeGreaterThanOrEqual(neuronsFewest!);
    const { objective } = await evaluated(outcome.network!, problem);
    expect(objective).toBeLessThanOrEqual(outcome.history.at(-1)!.upper! * (1 + 2e-9));
  });
});

async function objectiveOf(problem: Problem, neurons: ReturnType<typeof zeros>): Promise<number> {
  return (await evaluated(networkOfRelu(networkOf(neurons, problem.norm)), problem)).objective;
}

describe('columnBasis', () => {
  it('expresses dependent columns, also after removals', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 7 }), (seed, m) => {
        const random = createRandom(seed);
        const basis = columnBasis();
        const held: Float64Array[] = [];
        for (let step = 0; step < 30; step++) {
          if (held.length > 0 && random.uniform() < 0.3) {
            const i = random.integer(held.length);
            basis.remove(i);
            held.splice(i, 1);
          }
          const column = Float64Array.from({ length: m }, () => random.normal());
          const expressed = basis.addOrExpress(column);
          expect(expressed === undefined).toBe(held.length < m);
          if (!expressed) held.push(column);
          else
            column.forEach((value, k) => {
              const sum = held.reduce((total, other, i) => total + expressed[i]! * other[k]!, 0);
              expect(sum).toBeCloseTo(value, 6);
            });
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});
