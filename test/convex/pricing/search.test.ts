import { describe, expect, it } from 'vitest';
import type { Bound } from '#relucent/convex/formulations/formulation.js';
import { enumerateCells } from '#relucent/convex/patterns/cells.js';
import { patternText } from '#relucent/convex/patterns/pattern.js';
import { coneMaximum, pullOf, wallsOf } from '#relucent/convex/pricing/cell-maximum.js';
import { reportedBound } from '#relucent/convex/pricing/outcome.js';
import type { Certificate } from '#relucent/core/generated/documents.js';
import { fromRows, type Matrix } from '#relucent/core/matrix.js';
import { standardObjective } from '#relucent/core/objective.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { validate } from '#relucent/core/validation.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';

const enumerate = { patterns: { method: 'enumerate' } };
const priced = { patterns: { method: 'priced' } };

/** Trains, and checks what must hold where the scope is global. */
async function solve(problem: Problem, options: unknown) {
  const outcome = await trainConvex(problem, options);
  expect(outcome.status, outcome.reason).toBe('solved');
  expect(outcome.lower!.scope).toBe('global');
  const { objective, exact } = await evaluated(outcome.network!, problem);
  expect(exact).toBe(true);
  expect(outcome.lower!.value).toBeLessThanOrEqual(objective);
  return {
    outcome,
    objective,
    lower: outcome.lower!.value,
    patterns: outcome.details!['patternsUsed'] as number,
  };
}

/** Greatest of |nu . (X u)_+| / beta over all cells, from scratch. */
function largestShare(x: Matrix, nu: Float64Array, weight: number): number {
  let largest = 1;
  for (const { active } of enumerateCells(x)) {
    const walls = wallsOf(x, active);
    const pull = pullOf(x, active, nu);
    for (const h of [pull, pull.map((value) => -value)]) {
      largest = Math.max(largest, coneMaximum(walls, h).value / weight);
    }
  }
  return largest;
}

/** The global bound as a checker recomputes it from the certificate and the data. */
function recomputed({ train, lossScale, weight }: Problem, { kind, global }: Certificate): number {
  const nu = Float64Array.from(global!.nu);
  const delta = global!.delta && fromRows(global!.delta);
  const x = delta ? { ...train.x, data: train.x.data.map((value, i) => value + delta.data[i]!) } : train.x;
  const share = largestShare(x, nu, weight);
  expect(share).toBeLessThanOrEqual(global!.cStar * (1 + 1e-9));
  if (kind.endsWith('hinge')) {
    expect(nu.every((value, k) => value * train.y.data[k]! <= 0 && Math.abs(value) <= lossScale)).toBe(true);
    return nu.reduce((sum, value) => sum + Math.abs(value), 0) / share;
  }
  const curvature = nu.reduce((sum, value) => sum + value * value, 0) / lossScale;
  const slope = -nu.reduce((sum, value, k) => sum + value * train.y.data[k]!, 0);
  const t = Math.min(Math.max(slope / curvature, 0), 1 / share);
  return t * slope - (t * t * curvature) / 2;
}

describe('the optimum over all patterns, n = 40 random labels', () => {
  it('d = 2: enumerate, priced and the program on all 80 patterns agree; samples stay above', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 40, d: 2, seed: 100 },
    });
    const all = await solve(problem, enumerate);
    const some = await solve(problem, priced);
    expect(all.outcome.details!['distinctPatterns']).toBe(80);
    expect(some.patterns).toBeLessThanOrEqual(60);
    const texts = enumerateCells(problem.train.x).map((cell) => patternText(cell.active));
    const direct = await trainConvex(problem, { patterns: { method: 'explicit', patterns: texts } });
    const reference = (await evaluated(direct.network!, problem)).objective;
    for (const { objective, lower } of [all, some]) {
      expect(Math.abs(objective / reference - 1)).toBeLessThan(1e-5);
      expect(objective - lower).toBeLessThan(1e-4 * objective);
      expect(lower).toBeLessThanOrEqual(reference);
    }
    for (const draws of [4, 32, 256, 2048]) {
      const sampled = await trainConvex(problem, { patterns: { method: 'sampled', draws } });
      const { objective } = await evaluated(sampled.network!, problem);
      expect(objective).toBeGreaterThanOrEqual(all.lower);
      expect(sampled.details!['improvementBound']).toBe(Math.min(1, 41 / (draws + 1)));
    }
  });

  it('d = 2 and a bias: priced ends at the same optimum with less than a quarter of the 1562 patterns', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 40, d: 2, seed: 100, bias: true },
    });
    const all = await solve(problem, enumerate);
    const some = await solve(problem, priced);
    expect(all.outcome.details!['distinctPatterns']).toBe(1562);
    expect(some.patterns).toBeLessThanOrEqual(1562 / 4);
    expect(Math.abs(all.objective / some.objective - 1)).toBeLessThan(1e-5);
    for (const run of [all, some]) {
      expect(run.objective - run.lower).toBeLessThan(1e-4 * run.objective);
      expect(recomputed(problem, run.outcome.certificate!)).toBeCloseTo(run.lower, 9);
    }
    for (const draws of [16, 128]) {
      const sampled = await trainConvex(problem, { patterns: { method: 'sampled', draws } });
      expect((await evaluated(sampled.network!, problem)).objective).toBeGreaterThanOrEqual(all.lower);
    }
  });
});

describe('priced', () => {
  it('squared loss: the certificate holds up', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 20, d: 3, seed: 2 },
      loss: { type: 'squared', scale: 'sum' },
      regularizer: { weight: 0.05 },
    });
    const { outcome, lower, objective } = await solve(problem, priced);
    expect(objective - lower).toBeLessThan(1e-4 * objective);
    expect(recomputed(problem, outcome.certificate!)).toBeCloseTo(lower, 9);
  });

  it('beyond enumeration: branch and bound proves the end where it can', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 24, d: 6, seed: 4 },
      regularizer: { weight: 0.05 },
    });
    const { outcome, objective, lower } = await solve(problem, { patterns: { method: 'priced', start: 4 } });
    expect(outcome.certificate!.global!.method).toBe('branch-and-bound');
    expect(outcome.lower!.how).toMatch(/branch and bound over \d+ nodes/);
    expect(objective - lower).toBeLessThan(1e-4 * objective);
  });

  it('says so where nothing is proven, and claims no more than the program', () => {
    const none = new Float64Array(0);
    const certificate = { kind: 'standard-hinge' } as Certificate;
    const program: Bound = {
      value: 0.5,
      loss: { nu: none, alpha: none },
      certificate: () => certificate,
      atWeight: () => program,
    };
    const loose = {
      value: 0.3,
      nu: none,
      cStar: 1.6,
      method: 'branch-and-bound',
      examined: 99,
      atWeight: () => {
        throw new Error('no other weight is asked for');
      },
    } as const;
    const unproven = reportedBound(program, 'the program on 7 patterns', { ...loose, complete: false });
    expect(unproven.lower).toMatchObject({ value: 0.5, scope: 'sampled-patterns' });
    expect(unproven.lower!.how).toMatch(/99 nodes of branch and bound proved no tight bound over all/);
    expect(unproven.certificate).toBe(certificate);
    const proven = reportedBound(program, 'the program on 7 patterns', { ...loose, complete: true });
    expect(proven.lower).toMatchObject({ value: 0.3, scope: 'global' });
    expect(proven.certificate).toMatchObject({ kind: 'standard-hinge', global: { lower: 0.3, cStar: 1.6 } });
  });

  it('is refused for the stable program', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'two-moons', n: 10 },
      threat: { radius: 0.1 },
    });
    const stable = { ...priced, robust: 'stable' };
    await expect(trainConvex(problem, stable)).rejects.toThrow(/\/patterns\/method: .*standard training/);
  });
});

describe('a global bound', () => {
  const adam = createRegistry(nonconvexTrainers).get('trainer', 'adam', '');

  it('is below what any of 20 Adam runs reaches, on random small problems', { timeout: 60_000 }, async () => {
    const random = createRandom(11, 'problems');
    for (let instance = 0; instance < 3; instance++) {
      const n = 3 + random.integer(6);
      const d = 1 + random.integer(2);
      const problem = await problemOf({
        data: {
          source: 'inline',
          x: Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal())),
          y: Array.from({ length: n }, () => random.sign()),
        },
        model: { hidden: [12] },
        loss: { type: instance % 2 ? 'squared' : 'hinge' },
        regularizer: { weight: 0.01 + 0.1 * random.uniform() },
      });
      const { objective, lower } = await solve(problem, instance < 2 ? enumerate : priced);
      const options = validate(adam.optionsSchema, { epochs: 60, learningRate: 0.1 });
      let best = Number.POSITIVE_INFINITY;
      for (let seed = 0; seed < 20; seed++) {
        const context = { seed, signal: new AbortController().signal, report: () => {}, conicSolvers: [] };
        const { network } = await adam.train(problem, options, context);
        best = Math.min(best, standardObjective(network!, problem));
      }
      expect(best).toBeGreaterThanOrEqual(lower);
      // And the bound is not idle: the best run comes near it.
      expect(best).toBeLessThan(1.2 * objective + 0.02);
    }
  });

  it('with a threat is below the certified worst case of every network, and its shifts are admissible', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'two-moons', n: 16, bias: true },
      threat: { radius: 0.15 },
      regularizer: { weight: 0.01 },
    });
    const { outcome, lower, objective } = await solve(problem, { ...enumerate, robust: 'stable' });
    const { delta } = outcome.certificate!.global!;
    expect(delta!.every((line) => line.every((shift, j) => Math.abs(shift) <= problem.radii[j]!))).toBe(true);
    expect(recomputed(problem, outcome.certificate!)).toBeCloseTo(lower, 9);
    expect(lower).toBeGreaterThan(0.5 * objective);
    const standard = await solve({ ...problem, radii: new Float64Array(3) }, enumerate);
    expect(lower).toBeGreaterThan(standard.lower);
    expect((await evaluated(standard.outcome.network!, problem)).objective).toBeGreaterThan(lower);
    expect(outcome.details!['programLower'] as number).toBeGreaterThan(lower);
  });
});
