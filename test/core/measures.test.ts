import { describe, expect, it } from 'vitest';
import type { DataSummary } from '#relucent/core/generated/documents.js';
import { fromRows, zeros } from '#relucent/core/matrix.js';
import { accuracy, isLabelled, rmse } from '#relucent/core/measures.js';
import { column } from '../support/networks.js';

describe('accuracy', () => {
  it('of one output: the sign of the label, and 0 is wrong', () => {
    expect(accuracy(column([0.1, -0.1, 0, 0, 5]), column([1, 1, 1, -1, -1]))).toBe(1 / 5);
    expect(accuracy(column([3, -2]), column([1, -1]))).toBe(1);
    expect(accuracy(column([Number.NaN]), column([1]))).toBe(0);
  });

  it.each([
    ['1 and 0', 0],
    ['1 and -1', -1],
  ])('of several outputs, targets %s: the largest by itself', (_, other) => {
    const predictions = fromRows([
      [2, 1, -3],
      [2, 2, -3],
      [1, 2, 2],
      [-5, -6, -7],
      [0, 0, 0],
      [1, 2, 3],
    ]);
    const targets = (classes: number[]) =>
      fromRows(classes.map((own) => [0, 1, 2].map((i) => (i === own ? 1 : other))));
    expect(accuracy(predictions, targets([0, 0, 0, 0, 0, 0]))).toBe(2 / 6);
    expect(accuracy(predictions, targets([0, 2, 0, 0, 1, 2]))).toBe(3 / 6);
    expect(accuracy(predictions, targets([1, 1, 1, 1, 1, 1]))).toBe(0);
  });
});

describe('rmse', () => {
  it('is the root mean square over all entries', () => {
    expect(rmse(column([1, 2]), column([1, 0]))).toBeCloseTo(Math.SQRT2, 12);
    expect(rmse(fromRows([[1, 2], [3, 4]]), fromRows([[1, 0], [3, 0]]))).toBeCloseTo(Math.sqrt(5), 12); // biome-ignore format: one point a line
  });
});

describe('isLabelled', () => {
  const without = { summary: {} as DataSummary };
  const sample = (y: ReturnType<typeof zeros>) => ({ x: zeros(y.rows, 1), y });

  it('where there are classes, or -1 and +1 in one column', () => {
    expect(isLabelled(without, sample(column([1, -1])))).toBe(true);
    expect(isLabelled(without, sample(column([1, 0.5])))).toBe(false);
    expect(isLabelled(without, sample(fromRows([[1, -1]])))).toBe(false);
    const classes = ['a', 'b', 'c'].map((label, value) => ({ label, value }));
    const summary = { classes } as DataSummary;
    expect(isLabelled({ summary }, sample(fromRows([[1, 0, 0]])))).toBe(true);
  });
});
