import { describe, expect, it } from 'vitest';
import { convexTrainer } from '#relucent/convex/trainer.js';
import { regularization } from '#relucent/core/objective.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { networkFrom } from '../support/networks.js';
import { problemOf, taskOf } from '../support/problems.js';

const data = { source: 'inline' as const, x: [[1, 2], [3, 4]], y: [1, -1] }; // biome-ignore format: one row a line
const network = networkFrom([[3, 0]], [-0.5]);

describe('penalties of the single weights', () => {
  it.each([
    [{ type: 'l1' }, 3.5],
    [{ type: 'l0' }, 2],
    [{ type: 'tl1', params: { a: 2 } }, 9 / 5 + 1.5 / 2.5],
    [{ type: 'elastic-net', params: { mix: 0.25 } }, 0.25 * 3.5 + 0.75 * (4.5 + 0.125)],
    [{ type: 'mcp', params: { knee: 1 } }, 0.5 + 0.375],
    [{ type: 'scad', params: { knee: 0.25, a: 3 } }, 0.5 + (2 * 3 * 0.25 * 0.5 - 0.25 - 0.0625) / (4 * 0.25)],
  ] as const)('%j is summed over all layers and has its weight', async (spec, value) => {
    const problem = await problemOf({ data, regularizer: { ...spec, weight: 0.1 } });
    expect(regularization(network, problem)).toBeCloseTo(0.1 * value, 14);
    expect(problem.regularizer.penaltyOf?.(0).structure).toBe('entries');
  });

  it('have default parameters, and know no others', () => {
    const regularizer = (spec: object) => taskOf({ data, regularizer: spec }).regularizer;
    expect(regularizer({ type: 'tl1' })).toEqual({ type: 'tl1', weight: 1e-4, params: { a: 1 }, ridge: 0 });
    expect(regularizer({ type: 'scad' })).toMatchObject({ params: { knee: 0.1, a: 3.7 } });
    expect(() => regularizer({ type: 'tl1', params: { b: 1 } })).toThrow(
      '/regularizer/params/b: unknown field',
    );
    expect(() => regularizer({ type: 'tl1', params: { a: 0 } })).toThrow('/regularizer/params/a');
    expect(() => regularizer({ type: 'l1', params: { a: 1 } })).toThrow('/regularizer/params/a');
    expect(() => regularizer({ type: 'scad', params: { a: 1 } })).toThrow('/regularizer/params/a');
  });

  it('are refused by trainers that cannot use them', async () => {
    const problem = await problemOf({ data, regularizer: { type: 'l1' } });
    const answers = [convexTrainer, ...nonconvexTrainers].map((trainer) => trainer.supports(problem));
    expect(answers).not.toContain(true);
    expect(answers[0]).toMatch(/not by l1/);
    expect(answers[1]).toBe('it trains with weight decay or column-lasso, not with l1');
  });
});
