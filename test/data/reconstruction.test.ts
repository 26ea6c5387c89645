import { describe, expect, it } from 'vitest';
import { expectRefusal, folderWith, load, loadCsv, rowsOf } from './support.js';

const task = { model: { type: 'autoencoder', code: 2 }, loss: { type: 'squared' } };
const x = [
  [1, 2],
  [3, 6],
  [5, 4],
  [7, 8],
];
const inline = { source: 'inline', x };

describe('the targets of an autoencoder', () => {
  it('are its rows, without any targets in the data', async () => {
    const problem = await load({ ...inline, test: { x: [[9, 9]] } }, task);
    expect(rowsOf(problem.train)).toEqual(x);
    expect(problem.train.y).toEqual(problem.train.x);
    expect(problem.test!.y).toEqual(problem.test!.x);
    expect(problem.summary.classes).toBeUndefined();
  });

  it('are its rows as they are after limit, split and scaling', async () => {
    const data = { ...inline, limit: 3, scale: 'minmax', split: { test: 0.34 } };
    const { train, test } = await load(data, task);
    expect([train.y.rows, test!.y.rows]).toEqual([2, 1]);
    expect(train.y).toEqual(train.x);
    expect(test!.y).toEqual(test!.x);
    expect([0, 1].map((j) => [...train.x.data].filter((_, i) => i % 2 === j).sort())).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('take no notice of targets that the data have', async () => {
    const labelled = await load({ ...inline, y: ['a', 'b', 'c', 'a'] }, task);
    const bare = await load(inline, task);
    expect(labelled.dataSha256).toBe(bare.dataSha256);
    const generated = await load({ source: 'generator', name: 'blobs', n: 5, d: 3 }, task);
    expect(generated.train.y).toEqual(generated.train.x);
  });

  it('let files do without', async () => {
    const csv = await loadCsv('1,2\n3,4\n', { target: 'none' }, task);
    expect(csv.train.y).toEqual(csv.train.x);
    expect(rowsOf(csv.train)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 10, 20, 30, 40]);
    const idx = await load({ source: 'file', path: 'x.idx' }, task, folderWith({ 'x.idx': images }));
    expect(rowsOf(idx.train)).toEqual([
      [10, 20],
      [30, 40],
    ]);
    expect(idx.image).toEqual([1, 1, 2]);
  });

  it.each([
    ['another loss', inline, { loss: { type: 'hinge' } }, '/loss/type', /squared loss, not hinge/],
    ['classes', { ...inline, classes: [1, 2] }, {}, '/data/classes', /leave this out/],
    ['targets', { ...inline, targets: 'values' }, {}, '/data/targets', /leave this out/],
    ['a column of ones', { ...inline, bias: true }, {}, '/data/bias', /its own biases/],
  ])('are refused beside %s', async (_what, data, rest, pointer, message) => {
    await expectRefusal(load(data, { ...task, ...rest }), pointer, message);
  });
});

describe('other models', () => {
  it.each([
    ['rows', inline, '/data/y'],
    ['test rows', { ...inline, y: [1, -1, 1, -1], test: { x } }, '/data/test/y'],
  ])('need targets: %s', async (_what, data, pointer) => {
    await expectRefusal(load(data), pointer, /is required/);
  });

  it('need a target in a csv file', async () => {
    await expectRefusal(loadCsv('1,2\n3,4\n', { target: 'none' }), '/data/target', /is required: the column/);
  });

  it('that do not fit the data are refused where they stand', async () => {
    const data = { ...inline, y: [1, -1, 1, -1] };
    await expectRefusal(load(data, { model: { type: 'cnn', name: 'c-cnn' } }), '/model', /takes images/);
    await expectRefusal(
      load(data, { model: { type: 'patches', patches: 3 } }),
      '/model/patches',
      /must divide/,
    );
  });
});

it('csv test targets are none exactly where the training targets are', async () => {
  const folder = folderWith({ 'a.csv': '1,2\n3,4\n', 'b.csv': '1,2\n' });
  const data = { source: 'file', path: 'a.csv', target: 'last', test: { path: 'b.csv', target: 'none' } };
  await expectRefusal(load(data, task, folder), '/data/test/target', /must be "none" exactly/);
});
