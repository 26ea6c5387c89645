import { expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { runsOf, tasksOf } from '#relucent/jobs/tasks.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { plan } from '#relucent/pipeline/plan.js';

const compare = { relucent: 1, data: { source: 'generator', name: 'two-moons', n: 20 } };
const comparison = (solvers: object[], repeats = 1, more = {}) =>
  validateDocument({ relucent: 1, compare: { ...compare, ...more }, solvers, repeats });
const runs = (...parts: Parameters<typeof comparison>) =>
  tasksOf(comparison(...parts)).map((task) => (task.kind === 'runs' ? task.runs : task.kind));

it('makes one task of a spec and of a single run', () => {
  expect(tasksOf(validateDocument(compare))).toEqual([{ kind: 'whole' }]);
  expect(runs([{ name: 'convex' }])).toEqual(['whole']);
});

it('parts every solver and repeat, and keeps the weights of a path together', () => {
  expect(runs([{ name: 'convex' }, { name: 'adam' }], 2)).toEqual([[0], [1], [2], [3]]);
  const path = { regularizer: { type: 'weight-decay', weight: [1e-2, 1e-3, 1e-4] } };
  expect(runs([{ name: 'convex' }, { name: 'adam' }], 2, path)).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
    [9, 10, 11],
  ]);
});

it('keeps a solver with the one whose network it starts from, repeat by repeat', () => {
  const start = (from: string) => ({ name: 'convex', label: 'after', options: { start: { from } } });
  expect(runs([{ name: 'adam' }, { name: 'sgd' }, start('adam')], 2)).toEqual([[0, 4], [1, 5], [2], [3]]);
  // The second solver of one name is called "adam (2)"; which one "auto" is only the data say.
  expect(runs([{ name: 'adam' }, { name: 'adam' }, start('adam (2)')])).toEqual(['whole']);
  expect(runs([{ name: 'auto' }, { name: 'sgd' }, start('convex')])).toEqual([[0, 2], [1]]);
});

it('covers the plan, whatever the document', async () => {
  const documents = [
    comparison([{ name: 'convex' }, { name: 'sgd' }], 3),
    comparison([{ name: 'convex' }, { name: 'sgd' }], 2, {
      regularizer: { type: 'weight-decay', weight: [1e-2, 1e-3] },
    }),
  ];
  for (const document of documents) {
    const planned = (await plan(document, builtinRegistry(), {})).runs;
    const covered = tasksOf(document).flatMap((task) => (task.kind === 'runs' ? task.runs : []));
    expect(covered.toSorted((a, b) => a - b)).toEqual(planned.map((_, k) => k));
    expect(runsOf(document)).toBe(planned.length);
    // Runs of one task are runs of one repeat.
    for (const task of tasksOf(document)) {
      const repeats = task.kind === 'runs' ? task.runs.map((run) => planned[run]!.repeat) : [];
      expect(new Set(repeats).size).toBe(1);
    }
  }
});
