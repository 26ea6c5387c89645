import { describe, expect, it } from 'vitest';
import type { Spec } from '#relucent/core/generated/input.js';
import { standardObjective } from '#relucent/core/objective.js';
import { asPatchesNetwork } from '#relucent/core/patches-network.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import type { StopReason } from '#relucent/core/stop.js';
import { validate } from '#relucent/core/validation.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { problemOf } from '../../support/problems.js';

const registry = createRegistry(nonconvexTrainers);
type Details = Record<string, number & number[] & Record<string, number>>;

async function train(
  name: string,
  problem: AnyProblem,
  options: object = {},
  signal = new AbortController().signal,
) {
  const trainer = registry.get('trainer', name, '/solver/name');
  expect(trainer.supports(problem)).toBe(true);
  const checked = validate(trainer.optionsSchema, options, '/solver/options');
  trainer.check?.(problem, checked, { pointer: '/solver/options', conicSolvers: [] });
  const context = { seed: problem.seed, signal, report: () => {}, conicSolvers: [] };
  const outcome = await trainer.train(problem, checked, context);
  return {
    ...outcome,
    details: outcome.details as Details,
    filter: asPatchesNetwork(outcome.network!)!.filter,
  };
}

const n = 400;
const spec = (more: Partial<Spec> = {}, data: object = {}): Omit<Spec, 'relucent'> => ({
  data: { source: 'generator', name: 'patches-teacher', n, d: 10, patches: 2, ...data } as Spec['data'],
  model: { type: 'patches', patches: 2 },
  // The mean of the squared errors, without the half.
  loss: { type: 'squared', scale: 2 / n },
  regularizer: { type: 'tl1', weight: 1e-4 },
  ...more,
});
const populationLimit = { loss: 'population' };

describe('rvsm', () => {
  it('reports both filters, returns the one that is asked for', async () => {
    const problem = await problemOf(spec());
    const { status, filter, details, reason, history, iterations } = await train(
      'rvsm',
      problem,
      populationLimit,
    );
    expect([status, reason]).toEqual(['solved', expect.stringMatching(/^change .* <= 1e-12$/)]);
    expect([...filter]).toEqual(details.u);
    expect(details.nonzeros).toBe(details.u.filter((each: number) => each !== 0).length);
    const { fixedPoint: at, risk, angleToTeacher } = details;
    expect(at!.parallel).toBeLessThan(1e-9);
    expect(at!.sines).toBeLessThan(1e-10);
    expect(at!.distance).toBeLessThan(at!.distanceBound!);
    expect(risk!.w).toBeLessThan(risk!.u!);
    expect(angleToTeacher!.w).toBeLessThan(1e-2);
    const lagrangians = history.map(({ residuals }) => residuals!.lagrangian!);
    for (let i = 1; i < lagrangians.length; i++) {
      expect(lagrangians[i]).toBeLessThanOrEqual(lagrangians[i - 1]! + 1e-14);
    }
    const final = history.at(-1)!;
    expect(final.iteration).toBe(iterations);
    expect(final.residuals!.stationarity).toBeLessThan(1e-10);
    expect(final.objective).toBe(
      standardObjective((await train('rvsm', problem, populationLimit)).network!, problem),
    );
    const dense = await train('rvsm', problem, { ...populationLimit, network: 'w' });
    expect([...dense.filter]).toEqual(details.w);
    expect(dense.details).toEqual({ ...details, returned: 'w' });
  });

  it('the sampled loss leads near the limit of the population loss, the more rows the nearer', async () => {
    const apart = async (rows: number) => {
      const problem = await problemOf(
        spec({ loss: { type: 'squared', scale: 2 / rows } }, { n: rows, noise: 0.2 }),
      );
      const [sampled, population] = [
        await train('rvsm', problem, { iterations: 100 }),
        await train('rvsm', problem, populationLimit),
      ];
      return Math.hypot(...sampled.filter.map((each, j) => each - population.filter[j]!));
    };
    const [few, many] = [await apart(100), await apart(6400)];
    expect(few).toBeGreaterThan(1e-3);
    expect(many).toBeLessThan(few / 3);
  });

  it('without normalization it ends where the split objective has no slope', async () => {
    const problem = await problemOf(spec({ regularizer: { type: 'l1', weight: 1e-3 } }));
    const { history, status } = await train('rvsm', problem, { normalize: false, beta: 0.05 });
    expect(status).toBe('solved');
    expect(history.at(-1)!.residuals!.stationarity).toBeLessThan(1e-10);
  });

  it('the scale of the loss is part of the problem', async () => {
    // f, lambda and beta doubled give the same limit; f alone does not.
    const limit = async (scale: number, weight: number, beta: number) =>
      (
        await train(
          'rvsm',
          await problemOf(spec({ loss: { type: 'squared', scale }, regularizer: { type: 'l1', weight } })),
          { ...populationLimit, beta },
        )
      ).filter;
    const one = await limit(2 / n, 1e-3, 0.05);
    const same = await limit(4 / n, 2e-3, 0.1);
    const other = await limit(4 / n, 1e-3, 0.05);
    one.forEach((each, j) => {
      expect(same[j]).toBeCloseTo(each, 9);
    });
    expect([...other]).not.toEqual([...one].map((each) => expect.closeTo(each, 6)));
  });

  it('a step that is too long ends as diverged or short of convergence, with finite numbers', async () => {
    const problem = await problemOf(spec());
    const { status, filter, details } = await train('rvsm', problem, {
      eta: 1e200,
      normalize: false,
      iterations: 500,
    });
    expect(status).toBe('diverged');
    expect(details).toEqual({});
    expect(filter.every(Number.isFinite)).toBe(true);
  });

  it('can be stopped', async () => {
    const controller = new AbortController();
    controller.abort({ status: 'cancelled', message: 'enough' } satisfies StopReason);
    for (const [name, options, regularizer] of [
      ['rvsm', {}, { type: 'tl1', weight: 1e-4 }],
      ['hard-threshold', { s: 2 }, { type: 'l0', weight: 1e-4 }],
    ] as const) {
      const problem = await problemOf(spec({ regularizer }));
      const { status, filter } = await train(name, problem, options, controller.signal);
      expect(status).toBe('cancelled');
      expect(filter).toHaveLength(10);
    }
  });

  it('says what it cannot train', async () => {
    const answer = async (more: Partial<Spec>, data: object = {}) =>
      registry.get('trainer', 'rvsm', '').supports(await problemOf(spec(more, data)));
    expect(await answer({ model: { hidden: [3] } })).toMatch(/"patches"/);
    expect(await answer({ regularizer: { type: 'weight-decay' } })).toMatch(
      /such as l1, l0 or tl1, not weight-decay/,
    );
    expect(await answer({ threat: { radius: 0.1 } })).toMatch(/without a threat/);
    expect(await answer({ regularizer: { type: 'scad' } })).toBe(true);
  });

  it('knows the population loss only of rows as they were drawn', async () => {
    for (const [model, data] of [
      [{ type: 'patches', patches: 4 }, {}],
      [{ type: 'patches', patches: 2 }, { scale: 'standardize' }],
    ] as const) {
      const problem = await problemOf(spec({ model }, data));
      await expect(train('rvsm', problem, populationLimit)).rejects.toThrow(
        '/solver/options/loss: "population" needs data whose filter is known',
      );
      expect((await train('rvsm', problem)).details).not.toHaveProperty('risk');
    }
  });
});

describe('hard-threshold', () => {
  const sparse = spec({ regularizer: { type: 'l0', weight: 1e-4 } }, { nonzeros: 3 });

  it('finds the sparse filter that the rows come from', async () => {
    const problem = await problemOf(sparse);
    const teacher = asPatchesNetwork(problem.teacher!)!.filter;
    expect(teacher.filter((each) => each !== 0)).toHaveLength(3);
    for (const loss of ['population', 'sampled']) {
      const { status, filter, details } = await train('hard-threshold', problem, { loss, s: 3 });
      expect(status).toBe('solved');
      filter.forEach((each, j) => {
        expect(each).toBeCloseTo(teacher[j]!, 9);
      });
      expect(details.risk).toBeLessThan(1e-18);
      expect(details.cutAtTheEnd).toBeLessThan(1e-9);
    }
  });

  it('returns no more nonzeros than allowed', async () => {
    const { filter, details } = await train('hard-threshold', await problemOf(sparse), {
      s: 2,
      iterations: 3,
    });
    expect(filter.filter((each) => each !== 0).length).toBeLessThanOrEqual(2);
    expect(details.w.filter((each: number) => each !== 0).length).toBeGreaterThan(2);
  });

  it('needs a number of nonzeros that fits, and the regularizer that counts them', async () => {
    const problem = await problemOf(sparse);
    await expect(train('hard-threshold', problem)).rejects.toThrow('/solver/options/s');
    await expect(train('hard-threshold', problem, { s: 11 })).rejects.toThrow('at most 10');
    const { supports } = registry.get('trainer', 'hard-threshold', '');
    expect(supports(await problemOf(spec()))).toMatch(/use the regularizer "l0"/);
  });
});

it('the teacher of generated rows gives their targets', async () => {
  const problem = await problemOf(spec());
  expect(standardObjective(problem.teacher!, { ...problem, weight: 0 })).toBeLessThan(1e-28);
  expect((await problemOf(spec({}, { scale: 'minmax' }))).teacher).toBeUndefined();
  expect((await problemOf(spec({}, { nonzeros: 4 }))).teacher).toBeDefined();
  await expect(problemOf(spec({}, { nonzeros: 40 }))).rejects.toThrow('/data/nonzeros: must be at most 10');
});
