import { describe, expect, it } from 'vitest';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import type { Problem } from '#relucent/core/problem.js';
import type { ConicSolver } from '#relucent/plugins/conic-solver.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';
import { referenceInstances, specOf } from '../../support/reference-instances.js';
import { backends } from './backends.js';

/** Trains by the convex path on one solver; the objective is the pipeline's own evaluation of the network. */
async function train(problem: Problem, solver: ConicSolver, options: Partial<ConvexOptions>) {
  const outcome = await trainConvex(problem, options, undefined, [solver]);
  expect(outcome.native).not.toBe('');
  expect(outcome.network, outcome.reason).toBeDefined();
  return { ...(await evaluated(outcome.network!, problem)), lower: outcome.lower!.value };
}

describe.each(backends)('reference instances by $solver.name', ({ solver, accuracy }) => {
  it.skipIf(!referenceInstances)('reaches every optimum to its accuracy', { timeout: 120_000 }, async () => {
    for (const instance of referenceInstances!) {
      const problem = await problemOf(specOf(instance));
      const { objective, lower } = await train(problem, solver, {
        patterns: { method: 'explicit', patterns: instance.D as [string] },
        tolerance: accuracy / 100,
      });
      const optimum = instance.optimal_value;
      expect(Math.abs(objective - optimum), instance.name).toBeLessThan(accuracy * optimum);
      expect(lower, instance.name).toBeLessThan(optimum + 1e-8);
    }
  });
});

describe('random training programs', () => {
  it.each([
    { loss: 'hinge', radius: 0 },
    { loss: 'hinge', radius: 0.05 },
    { loss: 'squared', radius: 0 },
    { loss: 'squared', radius: 0.05 },
  ] as const)('$loss, radius $radius: all backends agree', { timeout: 120_000 }, async ({ loss, radius }) => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 10, d: 2, seed: 3 },
      loss: { type: loss },
      regularizer: { weight: 0.01 },
      ...(radius > 0 ? { threat: { radius } } : {}),
    });
    const results = [];
    for (const { solver, accuracy } of backends) {
      const patterns = { method: 'sampled', distinct: 4 } as const;
      const options = { patterns, robust: 'stable', tolerance: accuracy / 100 } as const;
      results.push({ accuracy, name: solver.name, ...(await train(problem, solver, options)) });
    }
    const best = Math.min(...results.map(({ objective }) => objective));
    const lower = Math.max(...results.map((result) => result.lower));
    expect(best).toBeGreaterThan(0.01);
    for (const { name, objective, accuracy } of results) {
      expect(objective, name).toBeGreaterThanOrEqual(lower - 1e-12);
      expect(objective - best, name).toBeLessThan(accuracy * best);
    }
  });
});
