import { describe, expect, it } from 'vitest';
import { spectralNorm } from '#relucent/certify/check/spectral-norm.js';
import { patternOf } from '#relucent/convex/patterns/pattern.js';
import { singularPairs } from '#relucent/convex/vector/largest-singular-value.js';
import { pricePattern, pullMatrix } from '#relucent/convex/vector/price.js';
import type { Result } from '#relucent/core/generated/documents.js';
import { dot, norm2, row } from '#relucent/core/matrix.js';
import { networkFromDocument } from '#relucent/core/network.js';
import { standardObjective } from '#relucent/core/objective.js';
import { createRandom } from '#relucent/core/random.js';
import { asReluNetwork, networkOfRelu } from '#relucent/core/relu-network.js';
import { check, failures, runToJson } from '../../check/runs.js';
import { normalMatrix, randomRelu } from '../../support/networks.js';
import { problemOf } from '../../support/problems.js';

const random = createRandom(7, 'several outputs');

describe('the spectral norm', () => {
  it('is that of A g at the right singular vector, and larger than at any other', () => {
    for (let trial = 0; trial < 20; trial++) {
      const a = normalMatrix(random, 1 + random.integer(6), 1 + random.integer(5));
      const times = (g: Float64Array) =>
        norm2(Float64Array.from({ length: a.rows }, (_, i) => dot(row(a, i), g)));
      const pairs = singularPairs(a);
      expect(pairs.map(({ right }) => norm2(right)).every((size) => Math.abs(size - 1) < 1e-12)).toBe(true);
      expect(times(pairs[0]!.right)).toBeCloseTo(pairs[0]!.value, 9);
      expect(spectralNorm(a)).toBeCloseTo(pairs[0]!.value, 9);
      for (let draw = 0; draw < 50; draw++) {
        const g = Float64Array.from({ length: a.cols }, () => random.normal());
        expect(times(g)).toBeLessThanOrEqual(pairs[0]!.value * norm2(g) * (1 + 1e-12));
      }
    }
  });
});

describe('pricing of directions', () => {
  it('finds columns that random neurons and directions do not beat, below the spectral bound', () => {
    for (let trial = 0; trial < 10; trial++) {
      const x = normalMatrix(random, 8, 3);
      const nu = normalMatrix(random, 8, 2);
      const pattern = patternOf(
        x,
        Float64Array.from({ length: 3 }, () => random.normal()),
      );
      const { bound, columns } = pricePattern(x, pattern, nu, 2, 0);
      const a = pullMatrix(x, pattern, nu);
      let best = 0;
      for (let draw = 0; draw < 4000; draw++) {
        const u = Float64Array.from({ length: 3 }, () => random.normal());
        if (
          Array.from({ length: 8 }, (_, k) => dot(row(x, k), u) >= 0 === (pattern.active[k] === 1)).includes(
            false,
          )
        ) {
          continue;
        }
        // The best direction for u is A'u itself.
        const fed = Float64Array.from({ length: 2 }, (_, o) =>
          u.reduce((sum, value, j) => sum + value * a.data[j * 2 + o]!, 0),
        );
        best = Math.max(best, norm2(fed) / norm2(u));
      }
      const value = columns[0]?.value ?? 0;
      expect(value).toBeLessThanOrEqual(bound * (1 + 1e-12));
      expect(best).toBeLessThanOrEqual(value * (1 + 1e-6) + 1e-9);
    }
  });
});

const spec = (outputs: string, loss = 'hinge', more = {}) => ({
  data: {
    source: 'inline',
    x: [[0.9, 0.1], [0.8, -0.3], [-0.2, 1], [0.1, 0.7], [-0.9, -0.4], [-0.5, -0.8], [-1, 0.2]], // biome-ignore format: rows
    y: ['a', 'a', 'b', 'b', 'c', 'c', 'c'],
    bias: true,
  },
  loss: { type: loss },
  regularizer: { weight: 0.02 },
  solver: { name: 'convex', options: { patterns: { method: 'enumerate' }, outputs } },
  ...more,
});

const reluOf = (result: Result) => asReluNetwork(networkFromDocument(result.network!, 3))!;

describe.each(['hinge', 'squared', 'logistic'])('several outputs, %s', (loss) => {
  it('one-vs-rest is the sum of the outputs trained alone', { timeout: 60_000 }, async () => {
    const result = await runToJson(spec('one-vs-rest', loss));
    expect(result.status).toBe('solved');
    let sum = 0;
    for (const own of ['a', 'b', 'c']) {
      const { data, ...rest } = spec('one-vs-rest', loss);
      const [at, other] = loss === 'squared' ? [1, 0] : [1, -1];
      const y = data.y.map((label) => (label === own ? at : other));
      sum += (await runToJson({ ...rest, data: { ...data, y } })).objective!;
    }
    expect(result.objective!).toBeCloseTo(sum, 6);
    const { output } = reluOf(result);
    for (let j = 0; j < output.cols; j++) {
      expect([0, 1, 2].filter((o) => row(output, o)[j] !== 0)).toHaveLength(1);
    }
    const report = await check(result);
    expect(failures(report)).toEqual([]);
    expect(report.verdict).toBe('pass');
  });

  it('shared does no worse, and no network of any width is below its bound', {
    timeout: 60_000,
  }, async () => {
    const single = await runToJson(spec('one-vs-rest', loss));
    const shared = await runToJson(spec('shared', loss));
    expect(shared.objective!).toBeLessThanOrEqual(single.objective! * (1 + 1e-6));
    expect(shared.bounds.scope).toBe('global');
    expect(shared.bounds.lower!).toBeLessThanOrEqual(shared.objective!);
    const problem = await problemOf(spec('shared', loss) as Parameters<typeof problemOf>[0]);
    expect(standardObjective(networkOfRelu(reluOf(shared)), problem)).toBeCloseTo(shared.objective!, 9);
    for (let draw = 0; draw < 200; draw++) {
      const { hidden, output } = randomRelu(random, 4, 3, 3);
      const size = 0.1 + 2 * random.uniform();
      const scaled = { ...output, data: output.data.map((a) => size * a) };
      const objective = standardObjective(networkOfRelu({ hidden, output: scaled }), problem);
      expect(objective).toBeGreaterThan(shared.bounds.lower!);
    }
    expect(failures(await check(shared))).toEqual([]);
  });
});

describe('several outputs', () => {
  it('a network whose neurons feed all outputs is found where that pays', { timeout: 60_000 }, async () => {
    // All three targets are multiples of one ReLU: a single neuron fits them at the cost of one.
    const x = Array.from({ length: 8 }, (_, k) => [Math.cos(k), Math.sin(k)]);
    const y = x.map(([a, b]) => [1, -2, 2].map((g) => g * Math.max(0, 0.6 * a! + 0.8 * b!)));
    const of = (outputs: string) =>
      runToJson({
        data: { source: 'inline', x, y },
        loss: { type: 'squared' },
        regularizer: { weight: 1e-4 },
        solver: { name: 'convex', options: { patterns: { method: 'enumerate' }, outputs } },
      });
    const [single, shared] = [await of('one-vs-rest'), await of('shared')];
    // beta times |u| times ||g||: 3 together, 1 + 2 + 2 alone (and a little less, as fitting not quite is cheaper).
    expect(shared.objective!).toBeLessThan(1e-4 * 3);
    expect(shared.objective!).toBeGreaterThan(1e-4 * 2.9);
    expect(single.objective!).toBeGreaterThan(1e-4 * 4.8);
  });

  it('robust training goes output by output', { timeout: 60_000 }, async () => {
    const result = await runToJson(
      spec('one-vs-rest', 'hinge', {
        threat: { radius: 0.05 },
        solver: { name: 'convex', options: { patterns: { method: 'sampled', distinct: 5 } } },
      }),
    );
    expect(result.bounds.lower!).toBeLessThanOrEqual(result.objective!);
    expect(failures(await check(result))).toEqual([]);
  });

  it('tampered certificates fail', { timeout: 60_000 }, async () => {
    for (const outputs of ['one-vs-rest', 'shared']) {
      const result = await runToJson(spec(outputs));
      const raised = structuredClone(result);
      raised.bounds.lower! += 1e-3;
      expect(failures(await check(raised))).toContain('/bounds/lower');
      (result.certificates?.[1] ?? result.certificate!).nu[0]! *= 1.5;
      const failed = failures(await check(result));
      expect(failed.some((pointer) => pointer.startsWith('/certificate'))).toBe(true);
    }
  });

  it('refuses shared where it cannot be', async () => {
    const refused = (more: object) =>
      expect(runToJson(spec('shared', 'hinge', more))).rejects.toMatchObject({
        errors: [expect.objectContaining({ pointer: '/solver/options/outputs' })],
      });
    await refused({ threat: { radius: 0.1 }, solver: { name: 'convex', options: { outputs: 'shared' } } });
    await refused({
      regularizer: { type: 'group-lasso', weight: 0.1, params: { norm: 'l1' } },
      solver: { name: 'convex', options: { outputs: 'shared' } },
    });
    await refused({
      solver: { name: 'convex', options: { outputs: 'shared', patterns: { method: 'priced' } } },
    });
  });
});
