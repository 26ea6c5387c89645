import { afterEach, describe, expect, it, vi } from 'vitest';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { patternOf } from '#relucent/convex/patterns/pattern.js';
import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { chooseSplitting, prefersSplitting } from '#relucent/convex/splitting/choose-splitting.js';
import { lossProx, splittingLosses } from '#relucent/convex/splitting/loss-prox.js';
import { splittingReports } from '#relucent/convex/splitting/run.js';
import { checkSplitting } from '#relucent/convex/splitting/support.js';
import { convexTrainer } from '#relucent/convex/trainer.js';
import { trainingShape } from '#relucent/convex/training-shape.js';
import { InputError } from '#relucent/core/errors.js';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import { losses } from '#relucent/core/losses/index.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { asReluNetwork } from '#relucent/core/relu-network.js';
import { validate } from '#relucent/core/validation.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';

const moons = {
  data: { source: 'generator', name: 'two-moons', n: 30, bias: true },
  regularizer: { weight: 1e-2 },
} as const;

const kernels = simdKernels();
afterEach(() => vi.restoreAllMocks());

/** Patterns of Gaussian directions. */
function drawn({ train: { x } }: Problem, count: number) {
  const random = createRandom(0, 'directions');
  return Array.from({ length: count }, () =>
    patternOf(
      x,
      Float64Array.from({ length: x.cols }, () => random.normal()),
    ),
  );
}

describe('the backend splitting', () => {
  it('agrees with Clarabel on standard programs, with bounds that never get worse', async () => {
    for (const type of ['hinge', 'squared'] as const) {
      for (const seed of [0]) {
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

  it('shrinks by the norm of the regularizer, whose zeros stay when neurons are put back into their cells', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'blobs', n: 40, d: 6, seed: 1, scale: 'standardize' },
      loss: { type: 'squared' },
      regularizer: { type: 'group-lasso', params: { norm: 'l1' }, weight: 0.05 },
    });
    const { network, status, reason, lower } = await trainConvex(problem, {
      patterns: { method: 'sampled', distinct: 5 },
      backend: 'splitting',
      tolerance: 1e-3,
    });
    expect(status, reason).toBe('solved');
    const { objective } = await evaluated(network!, problem);
    expect(objective).toBeGreaterThanOrEqual(lower!.value);
    expect(objective - lower!.value).toBeLessThanOrEqual(1e-3 * (1 + objective));
    const zeros = ({ data }: { data: Float64Array }) => data.filter((value) => value === 0).length;
    expect(zeros(asReluNetwork(network!)!.hidden)).toBeGreaterThan(0);
  });

  it('begins at the next weight of a path where it ended at the one before', async () => {
    const spec = { ...moons, loss: { type: 'squared' } } as const;
    const larger = await problemOf(spec);
    const patterns = drawn(larger, 6);
    const problem = { ...larger, weight: 0.7 * larger.weight };
    const goal = { tolerance: 1e-3, upper: Number.POSITIVE_INFINITY, lower: Number.NEGATIVE_INFINITY };
    const before = [...splittingReports(larger, patterns, goal, kernels)];
    const { neurons } = before.findLast(({ reached }) => reached)!.reached!;
    const { loss, cone } = before.findLast(({ bound }) => bound)!.bound!.multipliers;
    const iterations = (start?: { neurons: typeof neurons; nu: Float64Array; mu: typeof cone }) => {
      const last = [...splittingReports(problem, patterns, goal, kernels, start)].at(-1)!;
      expect(last.ended?.closed).toBe(true);
      return last.iteration;
    };
    expect(iterations({ neurons, nu: loss.nu, mu: cone })).toBeLessThan(iterations());
    // At the weight itself next to nothing is left to do.
    const again = splittingReports(larger, patterns, goal, kernels, { neurons, nu: loss.nu, mu: cone });
    expect([...again].at(-1)!.iteration).toBeLessThanOrEqual(150);
  });

  it('leaves the event loop alone and keeps its best point and bound when it is cancelled', async () => {
    const problem = await problemOf({ ...moons, data: { ...moons.data, n: 300 } });
    const stop = new AbortController();
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const outcome = convexTrainer.train(
      problem,
      validate<ConvexOptions>('solvers/convex.json', {
        patterns: { method: 'sampled', distinct: 40 },
        backend: 'splitting',
        tolerance: 1e-12,
      }),
      {
        seed: 0,
        signal: stop.signal,
        report: ({ lower }) => lower !== undefined && ticks > 20 && stop.abort(),
        conicSolvers: [clarabel],
      },
    );
    const { status, network, lower } = await outcome;
    clearInterval(ticking);
    expect(status).toBe('cancelled');
    expect(ticks).toBeGreaterThan(20);
    expect((await evaluated(network!, problem)).objective).toBeGreaterThanOrEqual(lower!.value);
  });

  it('ends as a limit where it needs more memory than may be used', async () => {
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(1e4);
    const problem = await problemOf(moons);
    const outcome = await trainConvex(problem, {
      patterns: { method: 'sampled', distinct: 4 },
      backend: 'splitting',
    });
    expect(outcome.status).toBe('limit');
    expect(outcome.reason).toMatch(/splitting needs about .* GB for 30 rows and 4 patterns/);
  });

  it('says so where a factor fails', async () => {
    const problem = await problemOf(moons);
    const patterns = drawn(problem, 3);
    const { x } = problem.train;
    const broken = {
      ...problem,
      train: { ...problem.train, x: { ...x, data: x.data.map(() => Number.NaN) } },
    };
    const goal = { tolerance: 1e-5, upper: Number.POSITIVE_INFINITY, lower: Number.NEGATIVE_INFINITY };
    const [only, ...more] = splittingReports(broken, patterns, goal, kernels);
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      ended: { closed: false, native: expect.stringMatching(/not positive definite/) },
    });
  });

  it('says what it does not take', async () => {
    const refused = async (spec: object, options: object) => {
      const problem = await problemOf({ ...moons, ...spec });
      const all = { patterns: { method: 'sampled', distinct: 4 }, backend: 'splitting', ...options };
      const valid = validate<ConvexOptions>('solvers/convex.json', all);
      expect(() => checkSplitting(problem, valid, '/backend')).toThrow(InputError);
    };
    await refused({ threat: { radius: 0.1 } }, {});
    await refused({}, { patterns: { method: 'priced', start: 4, gap: 1e-3 } });
  });
});

describe('the choice of auto', () => {
  it('takes splitting where the interior point needs far more work, and where that has no program', async () => {
    const digits = { n: 11_982, d: 784, attacked: 0, patterns: 100, groups: 1 };
    expect(prefersSplitting(digits, 1e-3)).toBe(true);
    expect(prefersSplitting(digits, 1e-6)).toBe(false);
    expect(prefersSplitting({ ...digits, n: 2000, d: 147 }, 1e-3)).toBe(false);

    const problem = await problemOf({
      data: { source: 'generator', name: 'blobs', n: 40, d: 3 },
      loss: { type: 'logistic' },
    });
    const options = validate('solvers/convex.json', {}) as ConvexOptions;
    const choose = (nonzeros: number) => {
      const shape = { ...trainingShape(problem, 10, lossBlocks['logistic']!), nonzeros };
      return chooseSplitting(problem, options, [], shape, true, undefined);
    };
    expect(choose(1e7)?.why).toMatch(/more than conic solvers were seen to solve/);
    expect(choose(1e6)).toBeUndefined();
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
