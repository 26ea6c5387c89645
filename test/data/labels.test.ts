import { describe, expect, it } from 'vitest';
import { expectRefusal, load, rowsOf, squared } from './support.js';

function withLabels(y: unknown[], rest: object = {}) {
  return { source: 'inline', x: y.map((_, i) => [i]), y, ...rest };
}

describe('labels', () => {
  it.each([
    [
      [-1, 1, -1],
      [-1, 1, -1],
      ['-1', '1'],
    ],
    [
      [1, -1, 1],
      [1, -1, 1],
      ['-1', '1'],
    ],
    [
      [0, 1, 1],
      [-1, 1, 1],
      ['0', '1'],
    ],
    [
      [10, 9, 10],
      [1, -1, 1],
      ['9', '10'],
    ],
    [
      ['10', '9', '10'],
      [1, -1, 1],
      ['9', '10'],
    ],
    [
      ['-1', '+1', '1.0'],
      [-1, 1, 1],
      ['-1', '1'],
    ],
    [
      ['g', 'b', 'g'],
      [1, -1, 1],
      ['b', 'g'],
    ],
    [
      [1, 'a', 1],
      [-1, 1, -1],
      ['1', 'a'],
    ],
    [[1, 1], [1, 1], ['1']],
    [[-1, -1], [-1, -1], ['-1']],
  ])('%j become %j for the hinge loss', async (y, values, labels) => {
    const problem = await load(withLabels(y));
    expect([...problem.train.y]).toEqual(values);
    expect(problem.summary.classes!.map((c) => c.label)).toEqual(labels);
    for (const { value } of problem.summary.classes!) expect([-1, 1]).toContain(value);
  });

  it('stay numbers for the squared loss; two texts become -1 and +1', async () => {
    const numbers = await load(withLabels([0.5, 7, -3]), squared);
    expect([...numbers.train.y]).toEqual([0.5, 7, -3]);
    expect(numbers.summary.classes).toBeUndefined();
    const texts = await load(withLabels(['no', 'yes', 'no']), squared);
    expect([...texts.train.y]).toEqual([-1, 1, -1]);
  });

  it.each([
    [
      [3, 8],
      [1, 3, 5],
      [-1, 1, -1],
    ],
    [
      ['3', '8.0'],
      [1, 3, 5],
      [-1, 1, -1],
    ],
    [
      [8, 3],
      [1, 3, 5],
      [1, -1, 1],
    ],
  ])('classes %j keep two of many labels', async (classes, rows, values) => {
    for (const loss of [{}, squared]) {
      const problem = await load(withLabels([0, 3, 1, 8, 9, 3], { classes }), loss);
      expect(rowsOf(problem.train).flat()).toEqual(rows);
      expect([...problem.train.y]).toEqual(values);
    }
  });

  it('classes select text labels, and rows of a test part', async () => {
    const data = withLabels(['cat', 'dog', 'cow', '7'], {
      classes: ['dog', 7],
      test: { x: [[10], [11], [12]], y: ['yak', 'dog', 'cow'] },
    });
    const problem = await load(data);
    expect([...problem.train.y]).toEqual([-1, 1]);
    expect(rowsOf(problem.test!)).toEqual([[11]]);
    expect(problem.summary.classes).toEqual([
      { label: 'dog', value: -1 },
      { label: '7', value: 1 },
    ]);
  });

  it.each([
    ['three labels', [0, 1, 2], {}, {}, '/data', /3 labels \(0, 1, 2\).*"classes": \[0,1\]/],
    ['three texts', ['a', 'b', 'c'], {}, squared, '/data', /3 labels.*"classes": \["a","b"\]/],
    ['many labels', Array.from({ length: 30 }, (_, i) => i), {}, {}, '/data', /18, 19 and 10 more/],
    ['one label', [0, 0], {}, {}, '/data', /every row has the label 0/],
    ['one text', ['a', 'a'], {}, squared, '/data', /every row has the label a/],
    [
      'an unknown class',
      [0, 1, 2],
      { classes: [0, 5] },
      {},
      '/data/classes/1',
      /label 5; the labels are 0, 1, 2/,
    ],
    ['an empty class', [0, 1, 2], { classes: ['', 1] }, {}, '/data/classes/0', /no row has the label ""/],
    ['equal classes', [0, 1, 2], { classes: [1, '1'] }, {}, '/data/classes', /two different/],
    ['no test row', [0, 1], { classes: [0, 1], test: { x: [[1]], y: [3] } }, {}, '/data/test', /no row has/],
  ])('%s: refused', async (_, y, change, rest, pointer, message) => {
    await expectRefusal(load(withLabels(y, change), rest), pointer, message);
  });

  it('sorted rows are recognised when the limit leaves one class', async () => {
    const y = [5, 5, 5, 3, 3];
    await expectRefusal(
      load(withLabels(y, { limit: 3 })),
      '/data/limit',
      /label 5: the rows are sorted by label; raise the limit to 4/,
    );
    expect([...(await load(withLabels(y, { limit: 4 }))).train.y]).toEqual([1, 1, 1, -1]);
    expect((await load(withLabels([1, 1, 1], { limit: 2 }))).train.y.length).toBe(2);
    expect((await load(withLabels(y, { limit: 3 }), squared)).train.y.length).toBe(3);
  });
});
