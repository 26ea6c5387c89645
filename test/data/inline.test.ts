import { describe, expect, it } from 'vitest';
import { loadProblem } from '#relucent/data/load-problem.js';
import { expectRefusal, load, rowsOf, squared, taskOf } from './support.js';

const inline = {
  source: 'inline',
  x: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  y: [-1, 1, 1],
};

describe('inline data', () => {
  it('arrive unchanged, with loss scale, radii and summary', async () => {
    const problem = await load(inline, { seed: 7 });
    expect(rowsOf(problem.train)).toEqual(inline.x);
    expect([...problem.train.y.data]).toEqual([-1, 1, 1]);
    expect(problem.test).toBeUndefined();
    expect(problem.loss.name).toBe('hinge');
    expect(problem.lossScale).toBe(1 / 3);
    expect(problem.weight).toBe(1e-4);
    expect([...problem.radii]).toEqual([0, 0]);
    expect(problem.seed).toBe(7);
    expect(problem.summary).toEqual({
      train: 3,
      test: 0,
      columns: ['x1', 'x2'],
      classes: [
        { label: '-1', value: -1 },
        { label: '1', value: 1 },
      ],
    });
  });

  it('scale the loss by the number of training rows, by one, or by a number', async () => {
    const scaled = async (scale: unknown) => (await load(inline, { loss: { scale } })).lossScale;
    expect(await scaled('mean')).toBe(1 / 3);
    expect(await scaled('sum')).toBe(1);
    expect(await scaled(0.25)).toBe(0.25);
    const split = await load({ ...inline, split: { test: 0.3 } }, { loss: { scale: 'mean' } });
    expect(split.lossScale).toBe(1 / 2);
  });

  it('bring their own test part, with the classes of the training part', async () => {
    const problem = await load({ ...inline, y: ['no', 'yes', 'yes'], test: { x: [[7, 8]], y: ['yes'] } });
    expect(rowsOf(problem.test!)).toEqual([[7, 8]]);
    expect([...problem.test!.y.data]).toEqual([1]);
    expect(problem.summary.test).toBe(1);
    await expectRefusal(
      load({ ...inline, y: ['no', 'yes', 'yes'], test: { x: [[7, 8]], y: ['maybe'] } }),
      '/data/test',
      /maybe/,
    );
  });

  it.each([
    [
      'a ragged row',
      {
        x: [
          [1, 2, 3],
          [1, 2, 3],
          [1, 2, 3],
          [1, 2, 3, 4],
        ],
        y: [1, 1, 1, 1],
      },
      '/data/x/3',
      /has 4 entries, row 0 has 3/,
    ],
    ['y too short', { y: [1, -1] }, '/data/y', /2 entries.*3 rows/],
    [
      'a ragged test row',
      { test: { x: [[1]], y: [1] } },
      '/data/test/x/0',
      /1 entries, the training rows have 2/,
    ],
    ['test y too long', { test: { x: [[1, 2]], y: [1, 1] } }, '/data/test/y', /2 entries/],
    ['a missing label', { y: ['a', '?', 'b'] }, '/data/y/1', /missing/],
    ['an infinite label', { y: ['1', 'inf', '2'] }, '/data/y/1', /finite/],
    ['text test labels of numeric classes', { test: { x: [[1, 2]], y: ['a'] } }, '/data/test/y/0', /numbers/],
    [
      'test part and split',
      { test: { x: [[1, 2]], y: [1] }, split: { test: 0.5 } },
      '/data/split',
      /separate test part/,
    ],
  ])('%s is refused', async (_, change, pointer, message) => {
    await expectRefusal(load({ ...inline, ...change }), pointer, message);
  });

  it('are named below /compare in a comparison', async () => {
    const task = taskOf({ ...inline, y: [1, 1] });
    await expectRefusal(loadProblem(task, { pointer: '/compare' }), '/compare/data/y', /2 entries/);
    const threatened = taskOf(inline, { threat: { radii: [1] } });
    await expectRefusal(
      loadProblem(threatened, { pointer: '/compare' }),
      '/compare/threat/radii',
      /expected 2/,
    );
  });

  it('refuse numbers that are not finite and can come through TypeScript only', async () => {
    const task = taskOf(inline);
    const with_ = (data: object, rest: object = {}) =>
      loadProblem({ ...task, ...rest, data: { ...task.data, ...data } as typeof task.data }, {});
    await expectRefusal(
      with_({
        x: [
          [1, 2],
          [3, Number.NaN],
          [5, 6],
        ],
      }),
      '/data/x/1/1',
      /NaN/,
    );
    await expectRefusal(with_({ y: [1, -1, Number.POSITIVE_INFINITY] }), '/data/y/2', /Infinity/);
    await expectRefusal(with_({ x: [], y: [] }), '/data/x', /at least one row/);
    await expectRefusal(with_({}, { threat: { norm: 'linf', radius: Number.NaN } }), '/threat/radius', /NaN/);
  });

  it('are refused when they take more memory than the limit', async () => {
    const x = Array.from({ length: 300 }, () => Array.from({ length: 1000 }, () => 0));
    const y = x.map((_, i) => (i % 2 ? 1 : -1));
    await expectRefusal(
      load({ source: 'inline', x, y }, { limits: { memoryMb: 2 } }),
      '/data',
      /3 MB.*memoryMb \(2\)/,
    );
  });
});

describe('the fingerprint', () => {
  it('changes with every part of the prepared data, and with nothing else', async () => {
    const sha = async (change: object, rest: object = {}) =>
      (await load({ ...inline, ...change }, rest)).dataSha256;
    const first = await sha({});
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await sha({}, { seed: 5, name: 'other' })).toBe(first);
    const others = await Promise.all([
      sha({
        x: [
          [1, 2],
          [3, 4],
          [5, 7],
        ],
      }),
      sha({ y: [1, 1, 1] }),
      sha({ bias: true }),
      sha({ scale: 'minmax' }),
      sha({ test: { x: [[1, 2]], y: [1] } }),
      sha({ split: { test: 0.3 } }),
      load({ source: 'inline', x: [[1, 2, 3, 4, 5, 6]], y: [1] }, squared).then((p) => p.dataSha256),
    ]);
    expect(new Set([first, ...others]).size).toBe(others.length + 1);
  });
});
