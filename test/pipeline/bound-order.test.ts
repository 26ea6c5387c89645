import { expect, it } from 'vitest';
import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { runToJson } from '../check/runs.js';

/** Relative distance from the optimum at which each solver may end. */
const accuracies = { clarabel: 1e-5, highs: 1e-4, scs: 1e-3, osqp: 1e-3 };
const all = Object.keys(accuracies) as (keyof typeof accuracies)[];
const gradientRuns = 20;

const problems = [
  { loss: 'hinge', n: 9, d: 2, weight: 0.02, seed: 1, backends: all },
  // osqp comes to the same optimum after many rounds of tangents to the cones, too many for a test.
  { loss: 'squared', n: 8, d: 2, weight: 0.05, seed: 2, backends: all.filter((name) => name !== 'osqp') },
  { loss: 'hinge', n: 7, d: 3, weight: 0.1, seed: 4, backends: ['clarabel', 'scs'] as const },
  // The other solvers have no exponential cones.
  { loss: 'logistic', n: 8, d: 2, weight: 0.02, seed: 3, backends: ['clarabel'] as const },
] as const;

it.each(problems)(
  '$loss, n = $n, d = $d: global bounds <= optima of all solvers <= gradient runs as wide',
  async ({ loss, n, d, weight, seed, backends }) => {
    const task = {
      data: { source: 'generator', name: 'random-labels', n, d, seed },
      loss: { type: loss },
      regularizer: { weight },
      evaluate: { attacks: [] },
    };
    const convex = new Map<keyof typeof accuracies, Result>();
    for (const backend of backends) {
      const options = { patterns: { method: 'enumerate' }, backend };
      convex.set(backend, await runToJson({ ...task, solver: { name: 'convex', options } }));
    }
    const lowers = [...convex.values()].map(({ bounds }) => bounds.lower!);
    const optima = [...convex.values()].map(({ objective }) => objective!);
    for (const [backend, { bounds, objective, reason }] of convex) {
      expect([backend, bounds.scope, reason]).toEqual([backend, 'global', expect.any(String)]);
      expect(objective! - Math.min(...optima), backend).toBeLessThan(
        accuracies[backend] * Math.min(...optima),
      );
    }
    expect(Math.max(...lowers)).toBeLessThanOrEqual(Math.min(...optima));
    expect(Math.max(...lowers)).toBeGreaterThan(0.99 * Math.min(...optima));

    const width = Math.max(...[...convex.values()].map(({ sparsity }) => sparsity!.neurons));
    const { runs } = await runToJson<ComparisonResult>({
      compare: { ...task, model: { type: 'relu', hidden: [width] } },
      solvers: [{ name: 'adam', options: { epochs: 100, learningRate: 0.1 } }],
      repeats: gradientRuns,
    });
    const reached = runs.map(({ objective }) => objective!);
    expect(reached).toHaveLength(gradientRuns);
    expect(Math.min(...reached)).toBeGreaterThanOrEqual(Math.max(...lowers));
    for (const [backend, { objective }] of convex) {
      const slack = 1 + accuracies[backend];
      expect(objective!, backend).toBeLessThanOrEqual(slack * Math.min(...reached));
    }
    // They were trained: the best comes near the optimum.
    expect(Math.min(...reached)).toBeLessThan(1.2 * Math.min(...optima));
  },
  60_000,
);
