import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasHeader } from '#relucent/data/sources/csv-header.js';
import { expectRefusal, folderWith, hasShared, load, loadCsv, rowsOf, shared, squared } from './support.js';

describe('csv', () => {
  it('needs no header; the last column is the target', async () => {
    const problem = await loadCsv('1,2.5,0\n-3,4e1,1\n');
    expect(rowsOf(problem.train)).toEqual([
      [1, 2.5],
      [-3, 40],
    ]);
    expect([...problem.train.y.data]).toEqual([-1, 1]);
    expect(problem.summary.columns).toEqual(['column 1', 'column 2']);
  });

  it.each([
    [
      'last',
      [
        [1, 2],
        [4, 5],
      ],
      [3, 6],
      ['a', 'b'],
    ],
    [
      'first',
      [
        [2, 3],
        [5, 6],
      ],
      [1, 4],
      ['b', 'c'],
    ],
    [
      '2',
      [
        [1, 3],
        [4, 6],
      ],
      [2, 5],
      ['a', 'c'],
    ],
    [
      'b',
      [
        [1, 3],
        [4, 6],
      ],
      [2, 5],
      ['a', 'c'],
    ],
  ])('target %s', async (target, x, y, columns) => {
    const problem = await loadCsv('a,b,c\n1,2,3\n4,5,6\n', { target }, squared);
    expect(rowsOf(problem.train)).toEqual(x);
    expect([...problem.train.y.data]).toEqual(y);
    expect(problem.summary.columns).toEqual(columns);
  });

  it('reads blanks, quotes, a byte order mark, empty lines and any line ends', async () => {
    const problem = await loadCsv('\uFEFF"the, first", b ,y\r\n\r\n 1 ,"2",a\n3,4,b\r5,6,a', {});
    expect(problem.summary.columns).toEqual(['the, first', 'b']);
    expect(rowsOf(problem.train)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect([...problem.train.y.data]).toEqual([-1, 1, -1]);
  });

  it('codes text columns by their sorted categories and reports them', async () => {
    const problem = await loadCsv('size,doors,y\nsmall,2,0\nbig,5more,1\nsmall,4,1\n');
    expect(problem.summary.categories).toEqual({ size: ['big', 'small'], doors: ['2', '4', '5more'] });
    expect(rowsOf(problem.train)).toEqual([
      [1, 0],
      [0, 2],
      [1, 1],
    ]);
  });

  it('unpacks .gz, and takes the format from the spec before the name', async () => {
    const folder = folderWith({
      'a.CSV.gz': gzipSync('1,0\n2,1\n'),
      'a.bin': '1,0\n2,1\n',
      'b.csv.gz': '1,0',
    });
    const file = (path: string, rest: object = {}) => load({ source: 'file', path, ...rest }, {}, folder);
    expect(rowsOf((await file('a.CSV.gz')).train)).toEqual([[1], [2]]);
    expect(rowsOf((await file('a.bin', { format: 'csv' })).train)).toEqual([[1], [2]]);
    await expectRefusal(file('b.csv.gz'), '/data/path', /"b.csv.gz" cannot be unpacked/);
  });

  describe('a test file', () => {
    const train = 'size,weight,y\nsmall,1,no\nbig,2,yes\n';
    const withTest = (test: string, rest: object = {}) =>
      load(
        { source: 'file', path: 'train.csv', test: { path: 'test.csv', ...rest } },
        {},
        folderWith({ 'train.csv': train, 'test.csv': test }),
      );

    it.each(['size,weight,y\nbig,7,no\n', 'big,7,no\n'])(
      'is read as the training file was: %j',
      async (text) => {
        const problem = await withTest(text);
        expect(rowsOf(problem.test!)).toEqual([[0, 7]]);
        expect([...problem.test!.y.data]).toEqual([-1]);
      },
    );

    it('may have its target elsewhere', async () => {
      expect(rowsOf((await withTest('no,big,7\n', { target: 'first' })).test!)).toEqual([[0, 7]]);
    });

    it.each([
      ['huge,7,no\n', '/data/test/path', /"test.csv" line 1, column 1: "huge" does not occur/],
      ['big,x,no\n', '/data/test/path', /line 1, column 2: "x" is not a finite number/],
      ['big,7\n', '/data/test/path', /2 columns, the training file 3/],
      ['big,7,maybe\n', '/data/test', /maybe/],
      ['big,?,no\n', '/data/test/path', /column 2: is missing/],
    ])('%j is refused', async (text, pointer, message) => {
      await expectRefusal(withTest(text), pointer, message);
    });
  });

  it.each([
    ['a missing value', '1,2,0\n\n3,NA,1\n', {}, '/data/path', /"a.csv" line 3, column 2: is missing/],
    [
      'a missing value below a header',
      'a,b,y\n1,2,0\n3,,1\n',
      {},
      '/data/path',
      /line 3, column "b": is missing/,
    ],
    ['a missing label', '1,2,0\n3,4,?\n', {}, '/data/path', /line 2, column 3: is missing/],
    ['a ragged row', '1,2,0\n3,4\n', {}, '/data/path', /line 2 has 2 cells, the lines before 3/],
    ['an infinite number', '1,2,0\n3,inf,1\n', {}, '/data/path', /line 2, column 2: must be finite, not inf/],
    ['an overflow', '1,2,0\n3,1e999,1\n', {}, '/data/path', /column 2: must be finite, not 1e999/],
    ['an infinite target', '1,2,0\n3,4,-inf\n', {}, '/data/path', /column 3: must be finite/],
    [
      'a slip in a column of numbers',
      `${'1,0\n2,1\n'.repeat(10)}1O,1\n`,
      {},
      '/data/path',
      /line 21, column 1: "1O" is not a number, but 20 of the column's 21/,
    ],
    [
      'a slip in the first line',
      `1O,1\n${'1,0\n2,1\n'.repeat(10)}`,
      {},
      '/data/path',
      /line 1, column 1: "1O"/,
    ],
    ['an empty file', '\n\n', {}, '/data/path', /is empty/],
    ['a header alone', 'a,b\n', { target: 'a' }, '/data/path', /no rows/],
    ['a single column', '1;2;0\n3;4;1\n', {}, '/data/path', /separated by commas/],
    ['an open quote', '1,"2,0\n3,4,1\n', {}, '/data/path', /not well-formed: Quote Not Closed/],
    ['a name twice', 'a,a,y\n1,2,3\n', { target: 'y' }, '/data/path', /names the column "a" twice/],
    [
      'an unknown target',
      'age,weight,y\n1,2,0\n3,4,1\n',
      { target: 'wieght' },
      '/data/target',
      /did you mean "weight"/,
    ],
    ['a name without a header', '1,2,0\n3,4,1\n', { target: 'y' }, '/data/target', /no header line/],
    ['a column number too large', '1,2,0\n3,4,1\n', { target: '4' }, '/data/target', /the file has 3/],
  ])('%s is refused', async (_, text, data, pointer, message) => {
    await expectRefusal(loadCsv(text, data), pointer, message);
  });

  it('names the columns there are when the target is unknown', async () => {
    const error = await expectRefusal(
      loadCsv('a,b\n1,0\n2,1\n', { target: 'z' }),
      '/data/target',
      /no column "z"/,
    );
    expect(error.allowed).toEqual(['a', 'b', 'last', 'first', '1 to 2']);
  });

  it('refuses bytes that are no text', async () => {
    const folder = folderWith({ 'a.csv': Uint8Array.of(0xff, 0xfe, 0x31, 0x00) });
    await expectRefusal(load({ source: 'file', path: 'a.csv' }, {}, folder), '/data/path', /not UTF-8/);
  });
});

describe('a header', () => {
  it.each([
    ['names over numbers', 'a,b\n1,2', true],
    ['names over numbers and text', 'age,job\n30,clerk\n40,clerk', true],
    ['an index column without a name', ',a\n0,5\n1,6', true],
    ['names over text and numbers mixed', 'doors,y\n2,a\n5more,b', true],
    ['a name over missing values', 'a,b\n?,2\n1,3', true],
    ['text that does not come again', 'job,city\nclerk,Rome\nnurse,Rome', true],
    ['numbers only', '1,2\n3,4', false],
    ['text that comes again', 'clerk,Rome\nnurse,Rome', false],
    ['text beside numbers in every line', 'clerk,1\nnurse,2', false],
    ['a missing value in the first line', '?,2\n3,4', false],
    ['one odd cell among numbers', '1O,2.5\n3,4', false],
    ['one odd cell beside a label', '1O,g\n3,b\n4,g', false],
    ['numbers as names', '1999,2000,y\n3,4,5', false],
    ['a name twice', 'a,a\n3,4', false],
    ['a single line', 'a,b', false],
  ])('%s', (_, text, expected) => {
    expect(hasHeader(text.split('\n').map((line) => line.split(',')))).toBe(expected);
  });

  it('is forced by a target that stands in the first line', async () => {
    const problem = await loadCsv('7,y\nb,1\na,2\n', { target: 'y' }, squared);
    expect([...problem.train.y.data]).toEqual([1, 2]);
  });
});

describe('data files', () => {
  const file = { source: 'file', path: 'none.csv' };

  it('are refused where no folder is given', async () => {
    await expectRefusal(load(file), '/data/source', /not accepted here.*inline.*generator/);
  });

  it('that are missing or of unknown format are refused', async () => {
    const folder = folderWith({});
    await expectRefusal(load(file, {}, folder), '/data/path', /no such file/);
    await expectRefusal(
      load({ ...file, path: '.', format: 'csv' }, {}, folder),
      '/data/path',
      /cannot be read/,
    );
    await expectRefusal(load({ ...file, path: 'a.xls' }, {}, folder), '/data/format', /"a.xls"/);
    const test = { path: 'none.csv' };
    const withTest = { source: 'file', path: 'a.csv', test };
    await expectRefusal(
      load(withTest, {}, folderWith({ 'a.csv': '1,0\n2,1\n' })),
      '/data/test/path',
      /no such file/,
    );
  });
});

describe.skipIf(!hasShared)('real tables', () => {
  // rows, feature columns, and the labels with their counts (absent: a regression)
  const known: Record<string, [number, number, Record<string, number>?]> = {
    banknote: [1372, 4, { 0: 762, 1: 610 }],
    blood: [748, 4, { 0: 570, 1: 178 }],
    'breast-cancer-wisc-diag': [569, 30, { 0: 357, 1: 212 }],
    concrete: [1030, 8],
    glass: [214, 9, { 1: 70, 2: 76 }],
    ionosphere: [351, 34, { b: 126, g: 225 }],
    iris: [150, 4, { 'Iris-versicolor': 50, 'Iris-virginica': 50 }],
    magic: [19020, 10, { g: 12332, h: 6688 }],
    pima: [768, 8, { 0: 500, 1: 268 }],
    'statlog-australian-credit': [690, 14, { 0: 383, 1: 307 }],
    'statlog-german-credit': [1000, 24, { 0: 700, 1: 300 }],
    wine: [178, 13, { 1: 59, 3: 48 }],
    'winequality-red': [1599, 11],
    'winequality-white': [4898, 11],
    yacht: [308, 6],
  };

  it('are all covered', () => {
    expect(readdirSync(`${shared}tabular`).sort()).toEqual(
      Object.keys(known)
        .map((name) => `${name}.csv`)
        .sort(),
    );
  });

  it.each(Object.entries(known))('%s', async (name, [rows, columns, labels]) => {
    const data = {
      source: 'file',
      path: `tabular/${name}.csv`,
      ...(labels ? { classes: Object.keys(labels) } : {}),
    };
    const problem = await load(data, labels ? {} : squared, shared);
    expect(problem.train.x.cols).toBe(columns);
    expect(problem.summary.categories).toBeUndefined();
    if (!labels) return expect(problem.train.y.rows).toBe(rows);
    const values = [...problem.train.y.data];
    expect([-1, 1].map((value) => values.filter((y) => y === value).length)).toEqual(Object.values(labels));
  });

  it('concrete has the published mean target', async () => {
    const { train } = await load({ source: 'file', path: 'tabular/concrete.csv' }, squared, shared);
    expect(train.y.data.reduce((sum, y) => sum + y, 0) / train.y.rows).toBeCloseTo(35.818, 3);
  });
});
