import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toRows } from '#relucent/core/matrix.js';
import { parseIdx } from '#relucent/data/sources/idx.js';
import { expectRefusal, folderWith, hasShared, load, rowsOf, shared, squared } from './support.js';

/** An idx file; `write` puts number i where it belongs. */
function idx(
  type: number,
  bytes: number,
  shape: number[],
  write: (view: DataView, at: number, i: number) => void,
) {
  const count = shape.reduce((a, b) => a * b, 1);
  const view = new DataView(new ArrayBuffer(4 + 4 * shape.length + count * bytes));
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  shape.forEach((size, k) => {
    view.setUint32(4 + 4 * k, size);
  });
  for (let i = 0; i < count; i++) write(view, 4 + 4 * shape.length + i * bytes, i);
  return new Uint8Array(view.buffer);
}

const u8 = (shape: number[], value: (i: number) => number) =>
  idx(8, 1, shape, (view, at, i) => view.setUint8(at, value(i)));

describe('idx', () => {
  const images = u8([3, 2, 2], (i) => 20 * i);
  const labels = u8([3], (i) => i % 2);
  const data = { source: 'file', path: 'x.idx', target: 'y.idx' };
  const files = { 'x.idx': images, 'y.idx': labels };

  it('images keep their values and have a shape', async () => {
    const problem = await load(data, {}, folderWith(files));
    expect(rowsOf(problem.train)).toEqual([
      [0, 20, 40, 60],
      [80, 100, 120, 140],
      [160, 180, 200, 220],
    ]);
    expect([...problem.train.y.data]).toEqual([-1, 1, -1]);
    expect(problem.summary.columns).toEqual(['pixel[0,0]', 'pixel[0,1]', 'pixel[1,0]', 'pixel[1,1]']);
    const small = await load({ ...data, downsample: [1, 1] }, {}, folderWith(files));
    expect(rowsOf(small.train)).toEqual([[30], [110], [190]]);
  });

  it('labels are classes for every loss, whole ones at least, unless values are asked for', async () => {
    const three = u8([3], (i) => 2 - i);
    const folder = folderWith({
      ...files,
      'y.idx': three,
      'f.idx': idx(0x0d, 4, [3], (v, at, i) => v.setFloat32(at, i)),
    });
    const byClass = await load(data, squared, folder);
    expect(toRows(byClass.train.y)).toEqual([[0, 0, 1], [0, 1, 0], [1, 0, 0]]); // biome-ignore format: one row
    expect(byClass.summary.classes!.map(({ label }) => label)).toEqual(['0', '1', '2']);
    expect((await load(data, squared, folderWith(files))).summary.classes!.map(({ value }) => value)).toEqual(
      [-1, 1],
    );
    const values = await load({ ...data, targets: 'values' }, squared, folder);
    expect([...values.train.y.data]).toEqual([2, 1, 0]);
    const real = await load({ ...data, target: 'f.idx' }, squared, folder);
    expect([...real.train.y.data]).toEqual([0, 1, 2]);
    await expectRefusal(load({ ...data, targets: 'values' }, {}, folder), '/data/targets', /takes classes/);
  });

  it('of two dimensions is plain rows', async () => {
    const folder = folderWith({ ...files, 'x.idx': u8([3, 2], (i) => i) });
    const problem = await load(data, {}, folder);
    expect(problem.summary.columns).toEqual(['x1', 'x2']);
    await expectRefusal(load({ ...data, downsample: [1, 1] }, {}, folder), '/data/downsample', /only images/);
  });

  it.each([
    [0x09, 1, (v: DataView, at: number, x: number) => v.setInt8(at, x), [-128, 0, 127]],
    [0x0b, 2, (v: DataView, at: number, x: number) => v.setInt16(at, x), [-32768, 0, 32767]],
    [0x0c, 4, (v: DataView, at: number, x: number) => v.setInt32(at, x), [-(2 ** 31), 0, 2 ** 31 - 1]],
    [0x0d, 4, (v: DataView, at: number, x: number) => v.setFloat32(at, x), [-0.5, 0, 1.25]],
    [0x0e, 8, (v: DataView, at: number, x: number) => v.setFloat64(at, x), [-0.1, 0, 1e300]],
  ])('number type %i', (type, bytes, put, values) => {
    const file = idx(type, bytes, [3], (view, at, i) => put(view, at, values[i]!));
    // At an odd place in memory too: files that were unpacked need not start at a multiple of the number's size.
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect([...parseIdx(shifted.subarray(1), 'a', '').values]).toEqual(values);
  });

  it.each([
    ['no labels named', { target: undefined }, {}, '/data/target', /is required/],
    [
      'another format',
      {},
      { 'x.idx': Uint8Array.from([0x89, 0x50, 0x4e, 0x47]) },
      '/data/path',
      /no idx file: it starts with 89 50 4e 47/,
    ],
    [
      'an unknown number type',
      {},
      { 'x.idx': Uint8Array.from([0, 0, 7, 1, 0, 0, 0, 0]) },
      '/data/path',
      /no idx file/,
    ],
    ['an empty file', {}, { 'x.idx': new Uint8Array() }, '/data/path', /starts with nothing/],
    [
      'half a header',
      {},
      { 'x.idx': images.subarray(0, 9) },
      '/data/path',
      /truncated: it ends within its header/,
    ],
    [
      'half the pixels',
      {},
      { 'x.idx': images.subarray(0, 20) },
      '/data/path',
      /truncated: it has 20 bytes, but 3 x 2 x 2 numbers take 28/,
    ],
    ['bytes too many', {}, { 'x.idx': new Uint8Array([...images, 0]) }, '/data/path', /too long/],
    ['labels as rows', { path: 'y.idx' }, {}, '/data/path', /"y.idx" is 3: expected rows/],
    ['no rows', {}, { 'x.idx': u8([0, 2, 2], () => 0) }, '/data/path', /0 x 2 x 2/],
    [
      'too few labels',
      {},
      { 'y.idx': u8([2], () => 1) },
      '/data/target',
      /"y.idx" is 2, expected one label for each of the 3 rows/,
    ],
    ['truncated labels', {}, { 'y.idx': labels.subarray(0, 9) }, '/data/target', /truncated/],
    [
      'too large a size',
      { downsample: [3, 1] },
      {},
      '/data/downsample',
      /3 x 1 is larger than the images, which are 2 x 2/,
    ],
    ['test labels not named', { test: { path: 'x.idx' } }, {}, '/data/test/target', /is required/],
    [
      'a test of another shape',
      { test: { path: 'z.idx', target: 'y.idx' } },
      { 'z.idx': u8([3, 4, 1], () => 0) },
      '/data/test/path',
      /3 x 4 x 1, which does not fit/,
    ],
    [
      'numbers that are none',
      {},
      { 'x.idx': idx(0x0d, 4, [3, 2], (v, at, i) => v.setFloat32(at, i === 4 ? Number.NaN : 1)) },
      '/data/path',
      /holds NaN \(number 5\)/,
    ],
  ])('%s: refused', async (_, change, other, pointer, message) => {
    const spec = JSON.parse(JSON.stringify({ ...data, ...change }));
    await expectRefusal(load(spec, {}, folderWith({ ...files, ...other })), pointer, message);
  });
});

describe('cifar10', () => {
  const record = (label: number, value: (i: number) => number) =>
    Uint8Array.from({ length: 3073 }, (_, i) => (i === 0 ? label : value(i - 1)));
  const two = new Uint8Array([...record(1, (i) => Math.floor(i / 1024)), ...record(7, () => 9)]);

  it('records are a label and three colour planes', async () => {
    const folder = folderWith({ 'a.bin.gz': gzipSync(two) });
    const problem = await load(
      { source: 'file', path: 'a.bin.gz', downsample: [1, 1], bias: true },
      {},
      folder,
    );
    expect(rowsOf(problem.train)).toEqual([
      [0, 1, 2, 1],
      [9, 9, 9, 1],
    ]);
    expect(problem.summary.columns).toEqual(['red[0,0]', 'green[0,0]', 'blue[0,0]', 'bias']);
    expect(problem.summary.classes!.map((c) => c.label)).toEqual(['1', '7']);
  });

  it.each([
    ['truncated', two.subarray(0, 5000), /5000 bytes, no whole number of CIFAR-10 records of 3073/],
    ['empty', new Uint8Array(), /0 bytes/],
    ['a wrong label', record(200, () => 0), /record 1 of "a.bin" has the label 200/],
  ])('%s: refused', async (_, bytes, message) => {
    await expectRefusal(
      load({ source: 'file', path: 'a.bin' }, {}, folderWith({ 'a.bin': bytes })),
      '/data/path',
      message,
    );
  });
});

describe.skipIf(!hasShared)('real images', () => {
  const idxSet = (set: string) => ({
    source: 'file',
    path: `${set}/t10k-images-idx3-ubyte.gz`,
    target: `${set}/t10k-labels-idx1-ubyte.gz`,
  });
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

  it.each([
    ['mnist', 0.1325, [1010, 974]],
    ['fashion-mnist', 0.2868, [1000, 1000]],
  ])('%s test files', async (set, pixelMean, counts) => {
    const all = await load(idxSet(set), squared, shared);
    expect([all.train.x.rows, all.train.x.cols]).toEqual([10000, 784]);
    expect(mean(all.train.x.data) / 255).toBeCloseTo(pixelMean, 4);
    const pair = await load({ ...idxSet(set), classes: [3, 8] }, {}, shared);
    expect([-1, 1].map((value) => pair.train.y.data.filter((y) => y === value).length)).toEqual(counts);
    const small = await load({ ...idxSet(set), downsample: [7, 7] }, squared, shared);
    expect(mean(small.train.x.data)).toBeCloseTo(mean(all.train.x.data), 9);
  });

  it('cifar10, two classes at 7 x 7 x 3, with the separate test file', async () => {
    const data = {
      source: 'file',
      path: 'cifar10/data_batch_1_part.bin.gz',
      classes: [1, 7],
      test: { path: 'cifar10/test_batch_part.bin.gz' },
    };
    const problem = await load(
      { ...data, downsample: [7, 7], limit: 600 },
      { threat: { radius: 10 } },
      shared,
    );
    expect([problem.train.x.rows, problem.train.x.cols, problem.test!.x.rows]).toEqual([600, 147, 191]);
    expect(problem.radii.every((radius) => radius === 10)).toBe(true);
    const full = await load(data, {}, shared);
    expect(full.train.x.rows).toBe(751);
  });
});
