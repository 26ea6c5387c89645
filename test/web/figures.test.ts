import { expect, it } from 'vitest';
import type { JobDocument, Result, Rung } from '#relucent/core/generated/documents.js';
import { allPositive } from '#relucent/web/charts/figure.js';
import { liveFigure } from '#relucent/web/charts/live-figure.js';
import { resultFigure } from '#relucent/web/charts/result-figure.js';

const begin = Date.parse('2030-01-01T00:00:00Z');
const job = (kind: JobDocument['kind']) =>
  ({ kind, startedAt: '2030-01-01T00:00:00Z', createdAt: '2029-12-31T00:00:00Z' }) as JobDocument;

it('draws the objective and the bounds of a running job over its seconds', () => {
  const trace = [
    { progress: { phase: 'patterns' }, at: begin + 100 },
    { progress: { phase: 'solve', objective: 4, lower: 1 }, at: begin + 500 },
    { progress: { phase: 'solve', objective: 3, lower: 2, upper: 3 }, at: begin + 1500 },
  ];
  const figure = liveFigure(trace, job('spec'));
  expect(figure.lines.map(({ label, x, y }) => ({ label, x, y }))).toEqual([
    { label: 'objective', x: [0.5, 1.5], y: [4, 3] },
    { label: 'lower bound', x: [0.5, 1.5], y: [1, 2] },
    { label: 'upper bound', x: [1.5], y: [3] },
  ]);
  expect(allPositive(figure)).toBe(true);
  expect(allPositive(liveFigure([], job('spec')))).toBe(false);
  const below = [{ progress: { objective: -1 }, at: begin }];
  expect(allPositive(liveFigure(below, job('spec')))).toBe(false);
});

it('gives every run of a comparison a line of its own', () => {
  const trace = ['convex', 'adam', 'convex'].map((phase, k) => ({
    progress: { phase, objective: k },
    at: begin + 1000 * k,
  }));
  const { lines } = liveFigure(trace, job('comparison'));
  expect(lines.map(({ label, x }) => [label, x])).toEqual([
    ['convex', [0, 2]],
    ['adam', [1]],
  ]);
});

it('draws the best repeat strongly, between the sharpest bounds', () => {
  const run = (objective: number, history: Result['history']) =>
    ({ objective, history, solver: { name: 'adam' } }) as Result;
  const points = (values: number[]) =>
    values.map((objective, k) => ({ iteration: k, seconds: k / 10, objective }));
  const rung = (kind: Rung['kind'], value: number, scope: Rung['scope']) => ({ kind, value, scope }) as Rung;
  const figure = resultFigure(
    [run(2, points([5, 2])), run(1, points([5, 3, 1])), run(0.5, [])],
    [rung('lower', 0.2, 'sampled-patterns'), rung('lower', 0.1, 'global'), rung('upper', 0.9, 'global')],
  )!;
  // The best run has no history, so no line is strong; the bounds always are.
  expect(figure.across).toBe('seconds');
  expect(figure.lines.map(({ label, strong, y }) => [label, strong, y])).toEqual([
    ['adam', false, [5, 2]],
    ['adam', false, [5, 3, 1]],
    ['lower bound', true, [0.1, 0.1]],
    ['upper bound', true, [0.9, 0.9]],
  ]);
  expect(resultFigure([run(1, [])], [])).toBeUndefined();
});
