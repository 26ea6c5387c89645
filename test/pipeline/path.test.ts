import { describe, expect, it } from 'vitest';
import type { ComparisonResult } from '#relucent/core/generated/documents.js';
import { check, failures, runToJson } from '../check/runs.js';

const weights = [0.1, 0.04, 0.015, 0.005];
const moons = {
  data: { source: 'generator', name: 'two-moons', n: 30, noise: 0.2, bias: true },
  model: { hidden: [12] },
};
const convex = { name: 'convex' };

describe('a list of regularizer weights', () => {
  it('is solved at every weight as if that stood alone', async () => {
    const path = await runToJson<ComparisonResult>({
      ...moons,
      regularizer: { weight: weights },
      solver: convex,
    });
    expect(path.runs.map((run) => run.weight).toSorted((a, b) => b! - a!)).toEqual(weights);
    for (const run of path.runs) {
      const alone = await runToJson({ ...moons, regularizer: { weight: run.weight }, solver: convex });
      expect(run.status).toBe('solved');
      expect(run.objective!).toBeCloseTo(alone.objective!, 5);
    }
    expect(failures(await check(path))).toEqual([]);
  });

  it('has optima that rise with the weight, ever more slowly', async () => {
    const { runs } = await runToJson<ComparisonResult>({
      ...moons,
      regularizer: { weight: weights },
      solver: convex,
    });
    // The optimum on fixed patterns is a minimum of functions linear in the weight: nondecreasing and concave.
    const optima = runs.map((run) => [run.weight!, run.objective!] as const).sort(([a], [b]) => a - b);
    const slopes = optima.slice(1).map(([weight, value], i) => {
      const [before, lower] = optima[i]!;
      return (value - lower) / (weight - before);
    });
    for (const [i, slope] of slopes.entries()) {
      expect(slope).toBeGreaterThanOrEqual(0);
      if (i > 0) expect(slope).toBeLessThanOrEqual(slopes[i - 1]! * (1 + 1e-4));
    }
  });

  it('keeps the rungs of different weights apart, for every solver', async () => {
    const path = await runToJson<ComparisonResult>({
      compare: { ...moons, regularizer: { weight: [0.05, 0.01] } },
      solvers: [convex, { name: 'adam', options: { epochs: 30 } }],
    });
    expect(path.runs).toHaveLength(4);
    for (const weight of [0.05, 0.01]) {
      const rungs = path.ladder.filter((rung) => rung.weight === weight);
      const lower = rungs.find((rung) => rung.kind === 'lower')!.value;
      const reached = rungs.find((rung) => rung.kind === 'reached')!.value;
      expect(lower).toBeLessThan(reached);
    }
    expect(path.ladder.every((rung) => rung.weight !== undefined)).toBe(true);
    const tampered = structuredClone(path);
    tampered.runs[0]!.objective! *= 0.9;
    expect(failures(await check(tampered)).length).toBeGreaterThan(0);
  });

  it.each([
    [[0.1, 0], '/regularizer/weight/1'],
    [[0.1, 0.1], '/regularizer/weight'],
    [[], '/regularizer/weight'],
  ])('%j is an error with a pointer', async (weight, pointer) => {
    const error = await runToJson({ ...moons, regularizer: { weight }, solver: convex }).catch(
      (e: unknown) => e,
    );
    expect((error as { errors: { pointer: string }[] }).errors[0]!.pointer.startsWith(pointer)).toBe(true);
  });
});
