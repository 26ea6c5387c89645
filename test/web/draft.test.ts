import { expect, it } from 'vitest';
import { fieldOf, readDraft, withField, withSolvers } from '#relucent/web/draft/draft.js';

const spec = {
  relucent: 1,
  data: { source: 'generator', n: 5 },
  solver: { name: 'convex', options: { a: 1 } },
};
const comparison = {
  relucent: 1,
  compare: { name: 'both', data: { source: 'inline' } },
  solvers: [{ name: 'convex' }, { name: 'adam', label: 'a' }],
  repeats: 4,
};
const read = (document: object) => readDraft(JSON.stringify(document))!;

it('reads specs and comparisons, and nothing that is no JSON object', () => {
  expect(read(spec)).toMatchObject({ at: '', task: spec, solvers: [spec.solver], repeats: 1 });
  expect(read(comparison)).toMatchObject({ at: '/compare', task: comparison.compare, repeats: 4 });
  expect(read({ relucent: 1 }).solvers).toEqual([{ name: 'auto' }]);
  for (const text of ['', '{', '[1]', 'null', '3']) expect(readDraft(text)).toBeUndefined();
});

it('changes one field, makes the objects around it, and takes fields away', () => {
  expect(withField(read(spec), ['data', 'n'], 9)).toEqual({ ...spec, data: { source: 'generator', n: 9 } });
  expect(withField(read(spec), ['threat', 'radius'], 0.1)).toEqual({ ...spec, threat: { radius: 0.1 } });
  expect(withField(read(spec), ['data', 'n'], undefined)).toEqual({ ...spec, data: { source: 'generator' } });
  expect(withField(read(comparison), ['name'], 'x')).toEqual({
    ...comparison,
    compare: { ...comparison.compare, name: 'x' },
  });
  expect(Object.keys(withField(read(spec), ['data', 'n'], 9))).toEqual(Object.keys(spec));
  expect(fieldOf(spec, ['data', 'n'])).toBe(5);
  expect(fieldOf(spec, ['data', 'n', 'deeper'])).toBeUndefined();
});

it('turns a spec into a comparison and back', () => {
  const both = withSolvers(read(spec), [spec.solver, { name: 'adam' }], 1);
  expect(both).toEqual({
    relucent: 1,
    compare: { data: spec.data },
    solvers: [spec.solver, { name: 'adam' }],
    repeats: 1,
  });
  expect(withSolvers(read(both), [spec.solver], 1)).toEqual(spec);
  expect(withSolvers(read(spec), [spec.solver], 3)).toMatchObject({ solvers: [spec.solver], repeats: 3 });
});
