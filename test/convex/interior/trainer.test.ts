import { describe, expect, it } from 'vitest';
import { chooseInterior } from '#relucent/convex/interior/choose-interior.js';
import { interiorBytes, stepsBeforeFactoring } from '#relucent/convex/interior/size.js';
import { fitsMemory } from '#relucent/convex/interior/support.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { memoryAllowed } from '#relucent/convex/memory-allowed.js';
import { patternOf } from '#relucent/convex/patterns/pattern.js';
import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { convexTrainer } from '#relucent/convex/trainer.js';
import { trainingShape } from '#relucent/convex/training-shape.js';
import { InputError } from '#relucent/core/errors.js';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import { createRandom } from '#relucent/core/random.js';
import { validate } from '#relucent/core/validation.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';
import { referenceInstances, specOf } from '../../support/reference-instances.js';

const moons = {
  data: { source: 'generator', name: 'two-moons', n: 40, bias: true },
  regularizer: { weight: 1e-3 },
} as const;

describe('the backend interior', () => {
  it('closes the gap for every source of patterns, with and without a threat', async () => {
    const sources: ConvexOptions['patterns'][] = [
      { method: 'sampled', distinct: 5 },
      { method: 'priced', start: 4, gap: 1e-3 } as ConvexOptions['patterns'],
    ];
    for (const patterns of sources) {
      const problem = await problemOf(moons);
      const outcome = await trainConvex(problem, { patterns, backend: 'interior' });
      expect(outcome.status, outcome.reason).toBe('solved');
      expect(outcome.backend).toBe('interior');
      const { objective } = await evaluated(outcome.network!, problem);
      expect(outcome.lower!.value).toBeLessThanOrEqual(objective);
    }
    const threatened = await problemOf({ ...moons, threat: { radius: 0.02 } });
    const options = {
      patterns: { method: 'perturbed', distinct: 5, perturbations: 2 },
      robust: 'stable',
      backend: 'interior',
    };
    const outcome = await trainConvex(threatened, options);
    expect(outcome.status, outcome.reason).toBe('solved');
    // A point and a bound after every iteration, each no worse than the one before.
    const lowers = outcome.history.map(({ lower }) => lower!);
    expect(lowers.length).toBeGreaterThan(5);
    expect(lowers).toEqual([...lowers].sort((a, b) => a - b));
  });

  it('keeps the best point and bound when it is cancelled', async () => {
    const problem = await problemOf({ ...moons, data: { ...moons.data, n: 200 } });
    const controller = new AbortController();
    let best = Number.POSITIVE_INFINITY;
    const options = validate('solvers/convex.json', {
      patterns: { method: 'sampled', distinct: 20 },
      backend: 'interior',
    });
    const outcome = await convexTrainer.train(problem, options, {
      seed: 0,
      signal: controller.signal,
      conicSolvers: [clarabel],
      report({ phase, iteration, upper }) {
        best = upper ?? best;
        if (phase === 'solve' && iteration === 4) controller.abort();
      },
    });
    expect(outcome.status).toBe('cancelled');
    expect(outcome.network).toBeDefined();
    const { objective } = await evaluated(outcome.network!, problem);
    expect(objective).toBeLessThanOrEqual(best * (1 + 1e-9));
    expect(outcome.lower!.value).toBeLessThanOrEqual(objective);
  });

  it('says what it has no program for', async () => {
    const refusals = [
      [
        { ...moons, threat: { radius: 0.1 } },
        { patterns: { method: 'priced', start: 4 } },
        /soft programs of fixed slopes/,
      ],
      [{ ...moons, loss: { type: 'logistic' } }, {}, /not for logistic/],
      [{ ...moons, regularizer: { type: 'group-lasso', params: { norm: 'l1' } } }, {}, /l2 norm only/],
      [{ data: { source: 'inline', x: [[1], [0]], y: [1, -1] } }, {}, /row 1 of zeros/],
      [moons, { outputs: 'shared' }, /one output each/],
    ] as const;
    for (const [spec, options, reason] of refusals) {
      const problem = await problemOf(spec as Parameters<typeof problemOf>[0]);
      const asked = validate('solvers/convex.json', { backend: 'interior', ...options }) as ConvexOptions;
      const check = () =>
        convexTrainer.check!(problem, asked, { pointer: '/solver/options', conicSolvers: [] });
      expect(check).toThrow(InputError);
      expect(check).toThrow(reason);
    }
  });

  it('fails in words on a pattern whose cell has no interior', async () => {
    const problem = await problemOf({ data: { source: 'inline', x: [[1, 1], [-1, -1]], y: [1, -1] } }); // biome-ignore format: one point a line
    const outcome = await trainConvex(problem, {
      patterns: { method: 'explicit', patterns: ['11'] },
      backend: 'interior',
    });
    expect(outcome.status).toBe('failed');
    expect(outcome.reason).toMatch(/no direction strictly inside/);
  });
});

describe('the choice of auto', () => {
  it('takes interior for large programs and only where every cell is known from inside', async () => {
    const problem = await problemOf({ ...moons, data: { ...moons.data, n: 400 } });
    const { x } = problem.train;
    const random = createRandom(1, 'directions');
    const patterns = Array.from({ length: 300 }, () =>
      patternOf(
        x,
        Float64Array.from({ length: x.cols }, () => random.normal()),
      ),
    );
    const options = validate('solvers/convex.json', {}) as ConvexOptions;
    const shape = (count: number) => trainingShape(problem, count, lossBlocks['hinge']!);
    const choose = (count: number, chosen = patterns) =>
      chooseInterior(problem, options, chosen.slice(0, count), shape(count), true);
    expect(choose(300)?.solver.name).toBe('interior');
    expect(choose(300)?.why).toMatch(/300 patterns on the same 400 rows/);
    expect(choose(4)).toBeUndefined();
    expect(choose(300, [{ active: patterns[0]!.active }, ...patterns])).toBeUndefined();
    expect(chooseInterior(problem, options, patterns, shape(300), false)).toBeUndefined();
  });

  it('estimates memory and refuses what does not fit', () => {
    const table1 = { n: 600, d: 147, attacked: 147, patterns: 36, groups: 600 };
    expect(interiorBytes(table1)).toBeLessThan(2 ** 29);
    expect(fitsMemory(table1)).toBe(true);
    const huge = { n: 1e6, d: 147, attacked: 0, patterns: 36, groups: 1e6 };
    expect(interiorBytes(huge)).toBeGreaterThan(memoryAllowed());
    expect(fitsMemory(huge)).toMatch(/needs about \d+\.\d GB/);
    // Fast products of matrices make whole factors worth it sooner.
    expect(stepsBeforeFactoring(table1, { blocking: 8 })).toBeLessThan(
      stepsBeforeFactoring(table1, { blocking: 2 }),
    );
  });
});

describe.skipIf(!referenceInstances)('reference instances by interior', () => {
  const known = (referenceInstances ?? []).filter(({ name }) => !/logistic/.test(name));
  it.each(known)('$name', async (instance) => {
    const problem = await problemOf(specOf(instance));
    const outcome = await trainConvex(problem, {
      patterns: { method: 'explicit', patterns: instance.D },
      backend: 'interior',
    });
    const { objective } = await evaluated(outcome.network!, problem);
    expect(Math.abs(objective - instance.optimal_value)).toBeLessThan(2e-6 * (1 + instance.optimal_value));
    expect(outcome.lower!.value).toBeLessThanOrEqual(instance.optimal_value + 1e-8);
  });
});
