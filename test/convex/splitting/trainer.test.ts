import { describe, expect, it } from 'vitest';
import { lossProx, splittingLosses } from '#relucent/convex/splitting/loss-prox.js';
import { checkSplitting } from '#relucent/convex/splitting/support.js';
import { InputError } from '#relucent/core/errors.js';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import { losses } from '#relucent/core/losses/index.js';
import { validate } from '#relucent/core/validation.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';

const moons = {
  data: { source: 'generator', name: 'two-moons', n: 30, bias: true },
  regularizer: { weight: 1e-2 },
} as const;

describe('the backend splitting', () => {
  it('agrees with Clarabel on standard programs, with bounds that never get worse', async () => {
    for (const type of ['hinge', 'squared'] as const) {
      for (const seed of [0, 1, 2]) {
        const problem = await problemOf({ ...moons, data: { ...moons.data, seed }, loss: { type } });
        const options = { patterns: { method: 'sampled', distinct: 4 }, tolerance: 1e-4 };
        const split = await trainConvex(problem, { ...options, backend: 'splitting' });
        const conic = await trainConvex(problem, { ...options, backend: 'clarabel', tolerance: 1e-7 });
        expect(split.status, `${type} ${seed}: ${split.reason}`).toBe('solved');
        expect(split.backend).toBe('splitting');
        const { objective } = await evaluated(split.network!, problem);
        const optimum = await evaluated(conic.network!, problem);
        expect(split.lower!.value).toBeLessThanOrEqual(optimum.objective + 1e-9);
        expect(objective).toBeGreaterThanOrEqual(conic.lower!.value - 1e-9);
        expect(objective - optimum.objective).toBeLessThanOrEqual(1e-4 * (1 + objective));
        const lowers = split.history.flatMap(({ lower }) => lower ?? []);
        expect(lowers).toEqual([...lowers].sort((a, b) => a - b));
      }
    }
  });

  it('says what it does not take', async () => {
    const refused = async (spec: object, options: object) => {
      const problem = await problemOf({ ...moons, ...spec });
      const all = { patterns: { method: 'sampled', distinct: 4 }, backend: 'splitting', ...options };
      const valid = validate<ConvexOptions>('solvers/convex.json', all);
      expect(() => checkSplitting(problem, valid, '/backend')).toThrow(InputError);
    };
    await refused({ threat: { radius: 0.1 } }, {});
    await refused({ loss: { type: 'logistic' } }, {});
    await refused({}, { patterns: { method: 'priced', start: 4, gap: 1e-3 } });
  });
});

describe('the proximal maps of losses', () => {
  it('attain the minimum over a grid', () => {
    for (const name of splittingLosses()) {
      const { value } = losses[name as 'hinge'];
      for (const [at, y, step] of [
        [-2, 1, 0.7],
        [0.9, 1, 0.7],
        [3, 1, 0.7],
        [0.4, -1, 2],
      ] as const) {
        const cost = (z: number) => value(z, y) + (z - at) ** 2 / (2 * step);
        const reached = cost(lossProx(name)!(at, y, step));
        for (let z = -5; z <= 5; z += 0.01) expect(reached).toBeLessThanOrEqual(cost(z) + 1e-12);
      }
    }
  });
});
