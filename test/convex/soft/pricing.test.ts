import { describe, expect, it } from 'vitest';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { enumerateCells } from '#relucent/convex/patterns/cells.js';
import { reducedCost, type SoftPull, softPull } from '#relucent/convex/soft/reduced-cost.js';
import { patternSlopes } from '#relucent/convex/soft/slopes.js';
import { softFormulation } from '#relucent/convex/soft/soft.js';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import type { Certificate } from '#relucent/core/generated/documents.js';
import { boxNorm, dot, row, zeros } from '#relucent/core/matrix.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { check, runToJson } from '../../check/runs.js';
import { trainConvex } from '../../support/convex.js';
import { problemOf } from '../../support/problems.js';

const losses = ['hinge', 'squared', 'logistic'] as const;

async function randomProblem(seed: number, loss: (typeof losses)[number]): Promise<Problem> {
  const random = createRandom(seed, 'soft pricing test');
  const n = 6 + random.integer(6);
  return problemOf({
    data: {
      source: 'inline',
      x: Array.from({ length: n }, () => [random.normal(), random.normal()]),
      y: Array.from({ length: n }, () => (loss === 'squared' ? random.normal() : random.sign())),
      bias: seed % 2 === 0,
    },
    loss: { type: loss },
    regularizer: { weight: 0.002 + 0.02 * random.uniform() },
    threat: { radius: 0.02 + 0.2 * random.uniform() },
    seed,
  });
}

/** Multipliers as any loss may have them: |nu| <= alpha, |r| <= e alpha. */
function somePull({ train: { x }, radii }: Problem, random: Random): SoftPull {
  const alpha = Float64Array.from({ length: x.rows }, () => (random.uniform() < 0.2 ? 0 : random.uniform()));
  const share = () => 2 * random.uniform() - 1;
  const shift = zeros(x.rows, x.cols);
  shift.data.forEach((_, i) => {
    shift.data[i] = alpha[Math.floor(i / x.cols)]! * radii[i % x.cols]! * share();
  });
  return { alpha, nu: alpha.map((value) => value * share()), shift };
}

/** phi for given slopes, written out. */
function phi(
  problem: Problem,
  pull: SoftPull,
  sigma: number,
  u: Float64Array,
  lambda: (k: number) => number,
) {
  const { x } = problem.train;
  const a = boxNorm(u, problem.radii);
  let sum = 0;
  for (let k = 0; k < x.rows; k++) {
    const z = dot(row(x, k), u);
    const l = lambda(k);
    const w = (pull.alpha[k]! + sigma * pull.nu[k]!) / 2;
    sum -= sigma * l * (pull.nu[k]! * z + dot(row(pull.shift, k), u));
    sum -= w * Math.max((1 - l) * (z + a), l * (a - z), 0);
  }
  return sum;
}

describe('the reduced cost of a neuron', () => {
  it('is attained at its slopes and exceeded at no others', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const problem = await randomProblem(seed, 'squared');
      const random = createRandom(seed, 'slopes');
      const pull = somePull(problem, random);
      const u = Float64Array.from({ length: problem.train.x.cols }, () => random.normal());
      for (const sigma of [1, -1] as const) {
        const { value, slopes } = reducedCost(problem, pull, sigma, u);
        expect(phi(problem, pull, sigma, u, (k) => slopes[k]!)).toBeCloseTo(value, 12);
        for (let trial = 0; trial < 50; trial++) {
          const other = slopes.map((l) => Math.min(1, Math.max(0, l + 0.3 * random.normal())));
          expect(phi(problem, pull, sigma, u, (k) => other[k]!)).toBeLessThanOrEqual(value + 1e-12);
        }
      }
    }
  });

  it('has the gradient of finite differences', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const problem = await randomProblem(seed, 'squared');
      const random = createRandom(seed, 'gradient');
      const pull = somePull(problem, random);
      const u = Float64Array.from({ length: problem.train.x.cols }, () => random.normal());
      for (const sigma of [1, -1] as const) {
        const { gradient } = reducedCost(problem, pull, sigma, u);
        const at = (j: number, step: number) => {
          const moved = u.slice();
          moved[j]! += step;
          return reducedCost(problem, pull, sigma, moved).value;
        };
        gradient.forEach((value, j) => {
          expect((at(j, 1e-6) - at(j, -1e-6)) / 2e-6).toBeCloseTo(value, 4);
        });
      }
    }
  });

  it('shares the shift of a group out by alpha', () => {
    const certificate = { nu: [0, 0, 0], alpha: [1, 3, 2], group: [0, 0, 1], shift: [[4], [1]] };
    expect(Array.from(softPull(certificate as unknown as Certificate).shift.data)).toEqual([1, 3, 1]);
  });
});

describe('pricing the soft program', () => {
  const priced = { patterns: { method: 'priced', start: 2, gap: 1e-3 }, robust: 'soft' };

  it.each(losses)(
    '%s: ends at or below the program on the patterns of all cells',
    { timeout: 60_000 },
    async (loss) => {
      for (let seed = 0; seed < 4; seed++) {
        const problem = await randomProblem(seed, loss);
        const slopes = patternSlopes(enumerateCells(problem.train.x), problem.train.x.rows);
        const { program, certify } = softFormulation(
          problem,
          slopes,
          lossBlocks[loss]!,
        )({
          neurons: 1,
          objective: 1,
        });
        const cells = certify(await clarabel.solve(program, { tolerance: 1e-9, maxIterations: 200 }))!;
        const outcome = await trainConvex(problem, priced);
        expect(outcome.status, outcome.reason).toBe('solved');
        const uppers = outcome.history.map(({ upper }) => upper!);
        for (const [i, upper] of uppers.entries())
          expect(upper).toBeLessThanOrEqual(uppers[Math.max(0, i - 1)]!);
        const last = uppers.at(-1)!;
        expect(last).toBeLessThanOrEqual(cells.upper * (1 + 4e-3));
        expect(outcome.lower!.scope).toBe('sampled-patterns');
        expect(outcome.lower!.value).toBeLessThanOrEqual(last);
        const { pricing } = outcome.details as { pricing: { estimate: number; excess: number } };
        expect(pricing.excess).toBeLessThanOrEqual(1 + 1e-3 / 4);
        expect(pricing.estimate).toBeLessThanOrEqual(outcome.certificate!.lower + 1e-12);
      }
    },
  );

  it('says what is proven, and check verifies it', async () => {
    const spec = {
      data: { source: 'generator', name: 'two-moons', n: 16, bias: true },
      regularizer: { weight: 0.01 },
      threat: { radius: 0.1 },
      solver: { name: 'convex', options: priced },
    };
    const result = await runToJson(spec);
    expect(result.bounds.how).toMatch(/priced slopes \(\d+ local ascents .* which is not proven\)/);
    expect(result.bounds.scope).toBe('sampled-patterns');
    expect(result.certificate!.kind).toBe('soft-hinge');
    expect((await check(result)).verdict).toBe('pass');
    const sampled = await runToJson({
      ...spec,
      solver: { name: 'convex', options: { robust: 'soft', patterns: { method: 'sampled', distinct: 12 } } },
    });
    expect(result.objective!).toBeLessThan(sampled.objective!);
  });

  it('is refused for the stable program, and where the first program would be too large', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'two-moons', n: 10 },
      threat: { radius: 0.1 },
    });
    const { convexTrainer } = await import('#relucent/convex/trainer.js');
    const refusal = (patterns: object, robust: string) => {
      const options = { patterns: { method: 'priced', gap: 1e-4, ...patterns }, robust, backend: 'clarabel' };
      const { clarabel: solver } = { clarabel: { name: 'clarabel', cones: [] } };
      return () =>
        convexTrainer.check!(problem, options, { pointer: '/options', conicSolvers: [solver as never] });
    };
    expect(refusal({ start: 4 }, 'stable')).toThrow(/\/options\/patterns\/method/);
    expect(refusal({ start: 90_000 }, 'soft')).toThrow(/\/options\/patterns\/start/);
    expect(refusal({ start: 4 }, 'soft')).not.toThrow();
  });
});
