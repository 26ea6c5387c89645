import { describe, expect, it } from 'vitest';
import { toRows } from '#relucent/core/matrix.js';
import { expectRefusal, load, rowsOf, squared } from './support.js';

const crossEntropy = { loss: { type: 'cross-entropy' } };
const many = (count: number) => Array.from({ length: count }, (_, i) => i);

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
    expect([...problem.train.y.data]).toEqual(values);
    expect(problem.summary.classes!.map((c) => c.label)).toEqual(labels);
    for (const { value } of problem.summary.classes!) expect([-1, 1]).toContain(value);
  });

  it('stay numbers for the squared loss; two texts become -1 and +1', async () => {
    const numbers = await load(withLabels([0.5, 7, -3]), squared);
    expect([...numbers.train.y.data]).toEqual([0.5, 7, -3]);
    expect(numbers.summary.classes).toBeUndefined();
    const texts = await load(withLabels(['no', 'yes', 'no']), squared);
    expect([...texts.train.y.data]).toEqual([-1, 1, -1]);
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
      expect([...problem.train.y.data]).toEqual(values);
    }
  });

  it('classes select text labels, and rows of a test part', async () => {
    const data = withLabels(['cat', 'dog', 'cow', '7'], {
      classes: ['dog', 7],
      test: { x: [[10], [11], [12]], y: ['yak', 'dog', 'cow'] },
    });
    const problem = await load(data);
    expect([...problem.train.y.data]).toEqual([-1, 1]);
    expect(rowsOf(problem.test!)).toEqual([[11]]);
    expect(problem.summary.classes).toEqual([
      { label: 'dog', value: -1 },
      { label: '7', value: 1 },
    ]);
  });

  it.each([
    [
      'fractions',
      [0, 0.5, 2],
      {},
      {},
      '/data',
      /numbers such as 0.5, not labels, but the hinge loss.*\[0,0.5\]/,
    ],
    [
      'fractions as classes',
      [0, 0.5, 2],
      { targets: 'classes' },
      squared,
      '/data',
      /numbers such as 0.5, not labels; choose.*"targets" to "values"$/,
    ],
    ['too many labels', many(1001), {}, {}, '/data', /1001 labels, more than 1000.*squared loss$/],
    [
      'too many texts',
      many(1001).map((i) => `t${i}`),
      {},
      squared,
      '/data',
      /1001 labels.*"classes": \[[^\]]*\]$/,
    ],
    ['an unknown class of many', many(30), { classes: [0, 31] }, {}, '/data/classes/1', /18, 19 and 10 more/],
    [
      'one label for cross-entropy',
      [1, 1],
      {},
      crossEntropy,
      '/data',
      /cross-entropy loss takes two or more labels$/,
    ],
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
    ['equal classes', [0, 1, 2], { classes: [1, '1'] }, {}, '/data/classes', /must name different labels/],
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
    expect([...(await load(withLabels(y, { limit: 4 }))).train.y.data]).toEqual([1, 1, 1, -1]);
    expect((await load(withLabels([1, 1, 1], { limit: 2 }))).train.y.rows).toBe(2);
    expect((await load(withLabels(y, { limit: 3 }), squared)).train.y.rows).toBe(3);
  });
});

describe('one output per class', () => {
  it.each([
    ['three labels, hinge', [5, 3, 4, 5], {}, {}, ['3', '4', '5'], -1, [2, 0, 1, 2]],
    ['numbers in their order', [10, 9, 100], {}, {}, ['9', '10', '100'], -1, [1, 0, 2]],
    ['three labels, logistic', [0, 1, 2], {}, { loss: { type: 'logistic' } }, ['0', '1', '2'], -1, [0, 1, 2]],
    ['three texts, squared', ['c', 'a', 'b'], {}, squared, ['a', 'b', 'c'], 0, [2, 0, 1]],
    [
      'numbers as classes, squared',
      [7, 3, 5],
      { targets: 'classes' },
      squared,
      ['3', '5', '7'],
      0,
      [2, 0, 1],
    ],
    ['three labels, cross-entropy', [2, 0, 1], {}, crossEntropy, ['0', '1', '2'], 0, [2, 0, 1]],
    ['two labels, cross-entropy', ['yes', 'no', 'yes'], {}, crossEntropy, ['no', 'yes'], 0, [1, 0, 1]],
    ['signs, cross-entropy', [1, -1], {}, crossEntropy, ['-1', '1'], 0, [1, 0]],
    [
      'three chosen, in their order',
      [8, 3, 8, 5],
      { classes: [8, 5, 3] },
      {},
      ['8', '5', '3'],
      -1,
      [0, 2, 0, 1],
    ],
    ['two chosen, cross-entropy', [8, 3, 8], { classes: [8, 3] }, crossEntropy, ['8', '3'], 0, [0, 1, 0]],
  ] as const)('%s', async (_, y, change, rest, labels, other, own) => {
    const problem = await load(withLabels([...y], change), rest);
    expect(problem.summary.classes).toEqual(labels.map((label, value) => ({ label, value })));
    expect(toRows(problem.train.y)).toEqual(
      own.map((place) => labels.map((_, i) => (i === place ? 1 : other))),
    );
  });

  it('chosen classes leave the other rows out', async () => {
    const problem = await load(withLabels([0, 3, 1, 8, 9, 3], { classes: [3, 8, 9] }));
    expect(rowsOf(problem.train).flat()).toEqual([1, 3, 4, 5]);
    expect(toRows(problem.train.y)).toEqual([[1, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, -1, -1]]); // biome-ignore format: one row
  });

  it('follows the rows through limit and split', async () => {
    const labels = many(30).map((i) => (i * 7) % 3);
    const problem = await load(withLabels(labels, { limit: 20, split: { test: 0.3 } }));
    expect([problem.train.y.rows, problem.test!.y.rows]).toEqual([14, 6]);
    for (const part of [problem.train, problem.test!]) {
      rowsOf(part).forEach(([i], k) => {
        expect(toRows(part.y)[k]!.indexOf(1)).toBe(labels[i!]);
      });
    }
  });

  it('sorted rows are recognised when the limit leaves one class', async () => {
    const y = [2, 2, 0, 1];
    await expectRefusal(load(withLabels(y, { limit: 2 })), '/data/limit', /label 2: .*raise the limit to 3/);
    expect((await load(withLabels(y, { limit: 3 }))).train.y.rows).toBe(3);
  });

  it('a test part has the training classes', async () => {
    const test = { x: [[1], [2]], y: ['c', 'a'] };
    const problem = await load(withLabels(['a', 'b', 'c'], { test }));
    expect(toRows(problem.test!.y)).toEqual([[-1, -1, 1], [1, -1, -1]]); // biome-ignore format: one row
    await expectRefusal(
      load(withLabels(['a', 'b', 'c'], { test: { x: [[1]], y: ['d'] } })),
      '/data/test',
      /row 0 has the label d, which no training row has/,
    );
  });

  it('fingerprints tell the targets apart', async () => {
    const shas = await Promise.all(
      [{}, squared, crossEntropy].map(async (rest) => (await load(withLabels([0, 1, 2]), rest)).dataSha256),
    );
    expect(new Set(shas).size).toBe(3);
  });
});

describe('data.targets', () => {
  it('values are the default of numbers with the squared loss, and may be asked for', async () => {
    for (const change of [{}, { targets: 'values' }]) {
      const problem = await load(withLabels([0, 1, 1], change), squared);
      expect(toRows(problem.train.y)).toEqual([[0], [1], [1]]);
      expect(problem.summary.classes).toBeUndefined();
    }
  });

  it('classes make two numbers -1 and +1 for the squared loss', async () => {
    const problem = await load(withLabels([0, 7, 7], { targets: 'classes' }), squared);
    expect(toRows(problem.train.y)).toEqual([[-1], [1], [1]]);
    expect(problem.summary.classes).toEqual([{ label: '0', value: -1 }, { label: '7', value: 1 }]); // biome-ignore format: one row
  });

  it.each([
    ['values for hinge', [0, 1], { targets: 'values' }, {}, '/data/targets', /hinge loss takes classes/],
    [
      'values for cross-entropy',
      [0, 1],
      { targets: 'values' },
      crossEntropy,
      '/data/targets',
      /takes classes/,
    ],
    [
      'values of texts',
      ['a', 'b'],
      { targets: 'values' },
      squared,
      '/data/targets',
      /are text: leave "targets" out/,
    ],
    [
      'values among classes',
      [0, 1, 2],
      { targets: 'values', classes: [0, 1] },
      squared,
      '/data/targets',
      /"values" cannot be combined with "classes"/,
    ],
  ])('%s: refused', async (_, y, change, rest, pointer, message) => {
    await expectRefusal(load(withLabels(y, change), rest), pointer, message);
  });
});

describe('rows of numbers as targets', () => {
  const rows = [[0.5, -1], [2, 3]]; // biome-ignore format: one row

  it('are one output each, in both parts', async () => {
    const problem = await load(withLabels(rows, { test: { x: [[9]], y: [[7, 8]] } }), squared);
    expect([problem.train, problem.test!].map(({ y }) => toRows(y))).toEqual([rows, [[7, 8]]]);
    expect(problem.summary.classes).toBeUndefined();
    const signs = [[1, -1, 1], [-1, -1, 1]]; // biome-ignore format: one row
    expect(toRows((await load(withLabels(signs))).train.y)).toEqual(signs);
    expect(toRows((await load(withLabels([[2], [3]]), squared)).train.y)).toEqual([[2], [3]]);
  });

  it('follow their rows through limit and split', async () => {
    const data = withLabels(many(20).map((i) => [i, -i]), { limit: 15, split: { test: 0.2 } }); // biome-ignore format: one row
    const { train, test } = await load(data, squared);
    expect([train.y.rows, test!.y.rows]).toEqual([12, 3]);
    for (const { x, y } of [train, test!]) {
      expect(toRows(y)).toEqual(Array.from(x.data, (i) => [i, -i]));
    }
  });

  it.each([
    ['of another length', [[1, 2], [1]], {}, squared, '/data/y/1', /a list of 2 numbers like row 0, not a list of 1/],
    ['beside a number', [[1, 2], 3], {}, squared, '/data/y/1', /a list of 2 numbers like row 0, not one number/],
    ['after a number', [3, [1, 2]], {}, squared, '/data/y/1', /one number or label like row 0, not a list of 2/],
    ['for cross-entropy', rows, {}, crossEntropy, '/data/y', /one label per row, not 2 numbers/],
    ['other than signs for hinge', [[1, -1], [1, 0]], {}, {}, '/data/y/1/1', /takes -1 and \+1.*not 0$/],
    ['with classes', rows, { classes: [1, 2] }, squared, '/data/classes', /cannot choose among rows/],
    ['as classes', rows, { targets: 'classes' }, squared, '/data/targets', /rows of numbers, not labels/],
    [
      'in a test part of another length',
      rows,
      { test: { x: [[1]], y: [[1, 2, 3]] } },
      squared,
      '/data/test/y/0',
      /a list of 2 numbers like the training targets/,
    ],
    [
      'in the training part only',
      rows,
      { test: { x: [[1]], y: [1] } },
      squared,
      '/data/test/y/0',
      /a list of 2 numbers like the training targets/,
    ],
    [
      'in the test part only',
      [1, 2],
      { test: { x: [[1]], y: [[1, 2]] } },
      squared,
      '/data/test/y/0',
      /one number or label like the training targets/,
    ],
    [
      'other than signs in a test part',
      [[1, -1], [-1, 1]],
      { test: { x: [[1], [2]], y: [[1, 1], [0.5, 1]] } },
      {},
      '/data/test/y/1/0',
      /the hinge loss takes -1 and \+1.*not 0.5$/,
    ],
  ])('%s: refused', async (_, y, change, rest, pointer, message) => {
    await expectRefusal(load(withLabels(y, change), rest), pointer, message);
  }); // biome-ignore format: one case a line
});
