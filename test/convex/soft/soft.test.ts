import { describe, expect, it } from 'vitest';
import type { Certified, Formulation } from '#relucent/convex/formulations/formulation.js';
import { stableFormulation } from '#relucent/convex/formulations/stable.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { type Neurons, networkOf } from '#relucent/convex/neurons.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { descend, softGradient } from '#relucent/convex/soft/descend.js';
import { refreshSlopes } from '#relucent/convex/soft/refresh-slopes.js';
import { patternSlopes, type Slopes, slopeGroups } from '#relucent/convex/soft/slopes.js';
import { softFormulation } from '#relucent/convex/soft/soft.js';
import { softBound } from '#relucent/convex/soft/soft-bound.js';
import { softObjective } from '#relucent/convex/soft/soft-range.js';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import type { GroupNormSpec } from '#relucent/core/generated/documents.js';
import { fromRows, row, zeros } from '#relucent/core/matrix.js';
import { regularization } from '#relucent/core/objective.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { networkOfRelu, type ReluNetwork, reluValues } from '#relucent/core/relu-network.js';
import { trainConvex } from '../../support/convex.js';
import { problemOf } from '../../support/problems.js';

const norms: GroupNormSpec[] = [
  { norm: 'l2' },
  { norm: 'l1' },
  { norm: 'linf' },
  { norm: 'elastic', mix: 0.4 },
];

/** Each seed with the next norm. */
async function randomProblem(seed: number, loss: 'hinge' | 'squared' | 'logistic'): Promise<Problem> {
  const random = createRandom(seed, 'soft test');
  const n = 3 + random.integer(6);
  const d = 1 + random.integer(2);
  return problemOf({
    data: {
      source: 'inline',
      x: Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal())),
      y: Array.from({ length: n }, () => (loss === 'squared' ? random.normal() : random.sign())),
      bias: random.uniform() < 0.5,
    },
    loss: { type: loss },
    regularizer: {
      type: 'group-lasso',
      weight: 0.002 + 0.05 * random.uniform(),
      params: norms[seed % norms.length]!,
    },
    threat: { radius: 0.02 + 0.3 * random.uniform() },
    seed,
  });
}

const patternsOf = (problem: Problem) =>
  samplePatterns(problem.train.x, { method: 'sampled', draws: 8 }, createRandom(problem.seed)).patterns;

async function solve(formulation: Formulation): Promise<Certified> {
  const { program, certify } = formulation({ neurons: 1, objective: 1 });
  const solution = await clarabel.solve(program, { tolerance: 1e-9, maxIterations: 200 });
  expect(solution.native).toBe('optimal');
  return certify(solution)!;
}

function randomPoint(problem: Problem, random: Random): { neurons: Neurons; slopes: Slopes } {
  const neurons = zeros(6, problem.train.x.cols);
  neurons.data.forEach((_, i) => {
    neurons.data[i] = random.normal();
  });
  const slopes = zeros(6, problem.train.x.rows);
  slopes.data.forEach((_, i) => {
    const kind = random.uniform();
    slopes.data[i] = kind < 0.2 ? 0 : kind < 0.4 ? 1 : random.uniform();
  });
  return { neurons, slopes };
}

/** Largest objective found over the corners of the boxes and random points inside them. */
function attackedObjective(problem: Problem, network: ReluNetwork, random: Random): number {
  const { x, y } = problem.train;
  let losses = 0;
  for (let k = 0; k < x.rows; k++) {
    const moves = [...Array(2 ** x.cols).keys()].map((mask) => (j: number) => (mask & (1 << j) ? 1 : -1));
    const inside = Array.from({ length: 20 }, () => () => 2 * random.uniform() - 1);
    const points = [...moves, ...inside].map((move) =>
      Array.from(row(x, k), (value, j) => value + problem.radii[j]! * move(j)),
    );
    losses += Math.max(
      ...reluValues(network, fromRows(points)).map((f) => problem.loss.value(f, y.data[k]!)),
    );
  }
  return problem.lossScale * losses + regularization(networkOfRelu(network), problem);
}

describe('the soft robust program', () => {
  it.each(['hinge', 'squared', 'logistic'] as const)(
    '%s: never above the stable one on the same patterns, never below the worst case, bound below both',
    async (loss) => {
      let better = 0;
      for (let seed = 0; seed < 100; seed++) {
        const problem = await randomProblem(seed, loss);
        const patterns = patternsOf(problem);
        const block = lossBlocks[loss]!;
        const stable = await solve(stableFormulation(problem, patterns, block));
        const slopes = patternSlopes(patterns, problem.train.x.rows);
        const soft = await solve(softFormulation(problem, slopes, block));
        expect(soft.bound.value).toBeLessThanOrEqual(stable.upper + 1e-7);
        expect(soft.upper - soft.bound.value).toBeLessThan(1e-5 * (1 + soft.upper));
        if (soft.bound.value < stable.bound.value - 1e-3) better++;
        const random = createRandom(seed, 'attack');
        expect(attackedObjective(problem, networkOf(soft.neurons, problem.norm), random)).toBeLessThanOrEqual(
          soft.upper + 1e-9,
        );
      }
      expect(better).toBeGreaterThan(30);
    },
  );

  it.each(['hinge', 'squared', 'logistic'] as const)(
    '%s: the objective bounds the worst case of any neurons, for any slopes',
    async (loss) => {
      for (let seed = 0; seed < 100; seed++) {
        const problem = await randomProblem(seed, loss);
        const random = createRandom(seed, 'any');
        const { neurons, slopes } = randomPoint(problem, random);
        const objective = softObjective(problem, neurons, slopes);
        expect(attackedObjective(problem, networkOf(neurons, problem.norm), random)).toBeLessThanOrEqual(
          objective + 1e-9,
        );
      }
    },
  );

  it.each(['hinge', 'squared', 'logistic'] as const)(
    '%s: no multipliers give a bound above any objective',
    async (loss) => {
      for (let seed = 0; seed < 100; seed++) {
        const problem = await randomProblem(seed, loss);
        const random = createRandom(seed, 'multipliers');
        const { neurons, slopes } = randomPoint(problem, random);
        const n = problem.train.x.rows;
        const groups = slopeGroups(slopes);
        const objective = Math.min(
          softObjective(problem, neurons, slopes),
          softObjective(problem, zeros(6, neurons.cols), slopes),
        );
        for (const size of [1e-3, 0.1, 1]) {
          const some = (rows: number, cols: number) => ({
            ...zeros(rows, cols),
            data: Float64Array.from({ length: rows * cols }, () => size * random.normal()),
          });
          const bound = softBound(problem, slopes, groups, lossBlocks[loss]!, {
            loss: { nu: some(1, n).data, alpha: some(1, n).data },
            shift: some(groups.representative.length, neurons.cols),
            inactive: some(6, n),
            active: some(6, n),
          });
          expect(bound.value).toBeLessThanOrEqual(objective + 1e-12);
        }
      }
    },
  );

  it.each(['hinge', 'squared', 'logistic'] as const)(
    '%s: the gradient agrees with finite differences',
    async (loss) => {
      for (let seed = 0; seed < 20; seed++) {
        const problem = await randomProblem(seed, loss);
        const { neurons, slopes } = randomPoint(problem, createRandom(seed, 'gradient'));
        const gradient = softGradient(problem, neurons, slopes);
        const at = (i: number, step: number) => {
          const moved = { ...neurons, data: neurons.data.slice() };
          moved.data[i]! += step;
          return softObjective(problem, moved, slopes);
        };
        gradient.forEach((value, i) => {
          expect(Math.abs((at(i, 1e-6) - at(i, -1e-6)) / 2e-6 - value)).toBeLessThan(
            1e-5 * (1 + Math.abs(value)),
          );
        });
      }
    },
  );

  it.each(['hinge', 'squared', 'logistic'] as const)(
    '%s: fresh slopes never raise the objective',
    async (loss) => {
      let lowered = 0;
      for (let seed = 0; seed < 100; seed++) {
        const problem = await randomProblem(seed, loss);
        const { neurons, slopes } = randomPoint(problem, createRandom(seed, 'refresh'));
        const before = softObjective(problem, neurons, slopes);
        const after = softObjective(problem, neurons, refreshSlopes(problem, neurons, slopes));
        expect(after).toBeLessThanOrEqual(before + 1e-12);
        if (after < before - 1e-3) lowered++;
      }
      expect(lowered).toBeGreaterThan(80);
    },
  );

  it('descent never loses its best point', async () => {
    const problem = await randomProblem(3, 'hinge');
    const { neurons, slopes } = randomPoint(problem, createRandom(3));
    const start = { neurons, slopes, objective: softObjective(problem, neurons, slopes) };
    let previous = start.objective;
    const settings = { iterations: 500, refreshEvery: 25, learningRate: 0.05 };
    for await (const { best } of descend(problem, start, settings, new AbortController().signal)) {
      expect(best.objective).toBeLessThanOrEqual(previous);
      expect(softObjective(problem, best.neurons, best.slopes)).toBe(best.objective);
      previous = best.objective;
    }
    expect(previous).toBeLessThan(start.objective / 2);
  });
});

describe('convex training under a threat', () => {
  const data = { source: 'generator', name: 'two-moons', n: 60, bias: true } as const;

  it('stable >= soft >= soft-mm, each at or above the certified objective of its network', async () => {
    const problem = await problemOf({ data, threat: { radius: 0.08 }, regularizer: { weight: 1e-3 } });
    const programs: number[] = [];
    for (const robust of ['stable', 'soft', 'soft-mm']) {
      const outcome = await trainConvex(problem, { robust, patterns: { method: 'sampled', distinct: 12 } });
      expect(outcome.network, outcome.reason).toBeDefined();
      programs.push(outcome.history.at(-1)!.upper!);
      expect(outcome.details!['robustLinear']).toMatchObject({ objective: expect.any(Number) });
    }
    expect(programs[1]!).toBeLessThanOrEqual(programs[0]! + 1e-6);
    expect(programs[2]!).toBeLessThanOrEqual(programs[1]! + 1e-6);
  });

  it('is soft by default, and stable for explicit patterns', async () => {
    const problem = await problemOf({ data: { ...data, n: 12 }, threat: { radius: 0.05 } });
    const soft = await trainConvex(problem, { patterns: { method: 'sampled', distinct: 4 } });
    expect(soft.details).toMatchObject({ robust: 'soft' });
    expect(soft.certificate!.kind).toBe('soft-hinge');
    const explicit = { method: 'explicit', patterns: ['1'.repeat(12)] };
    expect((await trainConvex(problem, { patterns: explicit })).details).toMatchObject({ robust: 'stable' });
  });
});
