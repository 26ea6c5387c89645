import { describe, expect, it } from 'vitest';
import { convexTrainer } from '#relucent/convex/trainer.js';
import { regularization } from '#relucent/core/objective.js';
import { networkFrom } from '../support/networks.js';
import { problemOf, taskOf } from '../support/problems.js';

const data = { source: 'inline' as const, x: [[1, 2], [3, 4]], y: [1, -1] }; // biome-ignore format: one row a line

describe('the regularizer of a spec', () => {
  it('is weight-decay unless it says otherwise', () => {
    expect(taskOf({ data }).regularizer).toEqual({ type: 'weight-decay', weight: 1e-4 });
    expect(taskOf({ data, regularizer: { weight: 3 } }).regularizer).toEqual({
      type: 'weight-decay',
      weight: 3,
    });
    const lasso = taskOf({ data, regularizer: { type: 'column-lasso' } }).regularizer;
    expect(lasso).toEqual({ type: 'column-lasso', weight: 1e-4 });
  });

  it('has a known type and known fields', () => {
    expect(() => taskOf({ data, regularizer: { type: 'column-laso' as 'column-lasso' } })).toThrow(
      '/regularizer/type: "column-laso" is not known; did you mean "column-lasso"?',
    );
    expect(() => taskOf({ data, regularizer: { type: 'column-lasso', weight: 0 } })).toThrow(
      '/regularizer/weight',
    );
    expect(() => taskOf({ data, regularizer: { weigth: 1 } as object })).toThrow(
      '/regularizer/weigth: unknown field',
    );
  });

  it('is what the objective adds, times its weight', async () => {
    const network = networkFrom(
      [
        [3, 0],
        [4, 0],
      ],
      [5, -12],
    );
    const decay = await problemOf({ data, regularizer: { weight: 0.5 } });
    const lasso = await problemOf({ data, regularizer: { type: 'column-lasso', weight: 0.5 } });
    expect(regularization(network, decay)).toBe((0.5 * (25 + 25 + 144)) / 2);
    expect(regularization(network, lasso)).toBe(0.5 * (5 + 5 + 12));
  });

  it('decides what the convex path takes', async () => {
    expect(convexTrainer.supports(await problemOf({ data }))).toBe(true);
    const lasso = await problemOf({ data, regularizer: { type: 'column-lasso' } });
    expect(convexTrainer.supports(lasso)).toBe('it regularizes by weight-decay, not by column-lasso');
  });
});
