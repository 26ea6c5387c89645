import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityGroups } from '#relucent/convex/activity-groups.js';
import { convexObjective, dualBound } from '#relucent/convex/formulations/stable-bound.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { networkOf } from '#relucent/convex/neurons.js';
import { coneMargin } from '#relucent/convex/patterns/pattern.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { repairCones } from '#relucent/convex/repair.js';
import type { GroupNormSpec } from '#relucent/core/generated/documents.js';
import { zeros } from '#relucent/core/matrix.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { networkOfRelu } from '#relucent/core/relu-network.js';
import { evaluated } from '../support/evaluated.js';
import { problemOf } from '../support/problems.js';

const cases = fc.record({
  seed: fc.nat(1e6),
  n: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 1, max: 3 }),
  loss: fc.constantFrom('hinge' as const, 'squared' as const, 'logistic' as const),
  radius: fc.constantFrom(0, 0.05),
  params: fc.constantFrom<GroupNormSpec>(
    { norm: 'l1' },
    { norm: 'l2' },
    { norm: 'linf' },
    { norm: 'elastic', mix: 0.4 },
  ),
});

async function randomProblem({
  seed,
  n,
  d,
  loss,
  radius,
  params = { norm: 'l2' },
}: {
  seed: number;
  n: number;
  d: number;
  loss: 'hinge' | 'squared' | 'logistic';
  radius: number;
  params?: GroupNormSpec;
}) {
  const random = createRandom(seed, 'problem');
  return problemOf({
    data: {
      source: 'inline',
      x: Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal())),
      y: Array.from({ length: n }, () => random.sign()),
    },
    loss: { type: loss, scale: 'mean' },
    regularizer: { type: 'group-lasso', weight: 0.01 + random.uniform(), params },
    threat: { radius },
  });
}

function somePatterns(problem: Problem, seed: number) {
  return samplePatterns(problem.train.x, { method: 'sampled', draws: 6 }, createRandom(seed)).patterns;
}

function fill(values: Float64Array, random: Random, scale: number): Float64Array {
  return values.map(() => scale * random.normal());
}

/** Feasible neurons: random non-negative multiples of directions strictly inside the robust cones. */
function feasibleNeurons(problem: Problem, seed: number) {
  const patterns = somePatterns(problem, seed).filter(
    (p) => coneMargin(problem.train.x, problem.radii, p, p.direction!) > 0,
  );
  const random = createRandom(seed, 'neurons');
  const neurons = zeros(2 * patterns.length, problem.train.x.cols);
  for (let i = 0; i < neurons.rows; i++) {
    const size = Math.abs(random.normal());
    patterns[i % patterns.length]!.direction!.forEach((value, j) => {
      neurons.data[i * neurons.cols + j] = size * value;
    });
  }
  return { patterns, neurons };
}

describe('bounds on the training program', () => {
  it('no multipliers whatsoever give a lower bound above any feasible objective', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (options) => {
        const problem = await randomProblem(options);
        const { patterns, neurons } = feasibleNeurons(problem, options.seed);
        const groups = activityGroups(patterns, options.n);
        const loss = lossBlocks[options.loss]!;
        const upper = convexObjective(problem, patterns, groups, neurons);
        const random = createRandom(options.seed, 'multipliers');
        for (const size of [1e-3, 1e-1, 1, 10]) {
          const bound = dualBound(problem, patterns, groups, loss, {
            loss: {
              nu: fill(new Float64Array(options.n), random, size),
              alpha: fill(new Float64Array(options.n), random, size),
            },
            cone: {
              rows: neurons.rows,
              cols: options.n,
              data: fill(new Float64Array(neurons.rows * options.n), random, size),
            },
            shift: {
              rows: groups.representative.length,
              cols: options.d,
              data: fill(new Float64Array(groups.representative.length * options.d), random, size),
            },
          });
          expect(bound.value).toBeLessThanOrEqual(upper * (1 + 1e-12) + 1e-12);
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('the convex objective of feasible neurons is the exact worst case of their network', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (options) => {
        const problem = await randomProblem(options);
        const { patterns, neurons } = feasibleNeurons(problem, options.seed);
        const groups = activityGroups(patterns, options.n);
        const convex = convexObjective(problem, patterns, groups, neurons);
        const { objective, exact } = await evaluated(
          networkOfRelu(networkOf(neurons, problem.norm)),
          problem,
        );
        expect(exact).toBe(true);
        expect(Math.abs(convex - objective)).toBeLessThan(1e-9 * (1 + convex));
      }),
      { numRuns: 150, seed: 2 },
    );
  });
});

describe('repairCones', () => {
  it('moves neurons back into their cones and leaves feasible ones alone', async () => {
    const problem = await randomProblem({ seed: 4, n: 10, d: 3, loss: 'hinge', radius: 0.01 });
    const { patterns, neurons } = feasibleNeurons(problem, 4);
    expect(patterns.length).toBeGreaterThan(0);
    const untouched = repairCones(problem.train.x, problem.radii, patterns, neurons);
    expect(untouched).toMatchObject({ violation: 0, unrepaired: 0 });
    expect(untouched.neurons.data).toEqual(neurons.data);

    const moved = { ...neurons, data: neurons.data.map((v, i) => v + (i < 3 ? 0.5 : 0)) };
    const repaired = repairCones(problem.train.x, problem.radii, patterns, moved);
    expect(repaired.violation).toBeGreaterThan(0);
    for (let i = 0; i < neurons.rows; i++) {
      const u = repaired.neurons.data.subarray(3 * i, 3 * i + 3);
      expect(coneMargin(problem.train.x, problem.radii, patterns[i % patterns.length]!, u)).toBeGreaterThan(
        -1e-12,
      );
    }
  });

  it('takes the apex where the way along the direction inside is longer than the neuron', () => {
    const x = { rows: 1, cols: 2, data: Float64Array.of(1, 0) };
    const radii = Float64Array.of(0.5, 0.5);
    // Margins: .05 of the direction, -1.5 and -.001 of the neurons.
    const pattern = { active: Uint8Array.of(1), direction: Float64Array.of(1, 0.9) };
    const neurons = { rows: 2, cols: 2, data: Float64Array.of(-1, 0, 1, 1.002) };
    const { neurons: repaired, violation, unrepaired } = repairCones(x, radii, [pattern], neurons);
    expect({ violation, unrepaired }).toEqual({ violation: 1.5, unrepaired: 0 });
    expect([...repaired.data.subarray(0, 2)]).toEqual([0, 0]);
    expect(repaired.data[2]).toBeCloseTo(1.02, 10);
    expect(coneMargin(x, radii, pattern, repaired.data.subarray(2))).toBeGreaterThan(-1e-12);
  });
});
