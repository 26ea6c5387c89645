import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { describe as describeFile, formatOf } from '#relucent/data/sources/describe.js';
import { parseNpy } from '#relucent/data/sources/npy.js';
import { parseNpz } from '#relucent/data/sources/npz.js';
import { parseSafetensors } from '#relucent/data/sources/safetensors.js';
import { float64, npy, safetensors } from './arrays.js';
import { load } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'relucent-arrays-'));
const file = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(folder, name), bytes);
  return name;
};
const parsed = (bytes: Uint8Array) => parseNpy(bytes, 'a.npy', '/at');

describe('npy', () => {
  it('gives back what was written, in either order of indices', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (shape) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const values = Array.from({ length: count }, (_, k) => k + 0.5);
        expect([...parsed(npy('<f8', shape, float64(values))).values]).toEqual(values);
        // In Fortran's order the numbers of the reversed shape are the transposed array.
        const columns = parsed(npy('<f8', shape, float64(values), { fortran: true, version: 2 }));
        const strides = shape.map((_, k) => shape.slice(0, k).reduce((a, b) => a * b, 1));
        const expected: number[] = [];
        const walk = (index: number[]) => {
          if (index.length < shape.length) for (let i = 0; i < shape[index.length]!; i++) walk([...index, i]);
          else expected.push(values[index.reduce((sum, i, k) => sum + i * strides[k]!, 0)]!);
        };
        walk([]);
        expect([columns.shape, [...columns.values]]).toEqual([shape, expected]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['<f4', Buffer.from([0, 0, 0x20, 0xc1]), -10],
    ['>f4', Buffer.from([0xc1, 0x20, 0, 0]), -10],
    ['<f2', Buffer.from([0x00, 0x3e]), 1.5],
    ['<f2', Buffer.from([0x01, 0x00]), 2 ** -24],
    ['|b1', Buffer.from([7]), 1],
    ['|i1', Buffer.from([0xff]), -1],
    ['|u1', Buffer.from([0xff]), 255],
    ['>i2', Buffer.from([0xff, 0xfe]), -2],
    ['<u2', Buffer.from([0xff, 0xff]), 65535],
    ['<i4', Buffer.from([0xff, 0xff, 0xff, 0xff]), -1],
    ['<u4', Buffer.from([0xff, 0xff, 0xff, 0xff]), 4294967295],
    ['<i8', Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), -2],
    ['>u8', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), 2 ** 32],
  ])('reads %s', (descr, bytes, value) => {
    expect([...parsed(npy(descr, [1], bytes)).values]).toEqual([value]);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'is no npy file'],
    ['another format', Buffer.from('PK\u0003\u0004 and more'), 'is no npy file'],
    ['half a header', npy('<f8', [1], float64([1])).subarray(0, 40), 'truncated'],
    ['half of its numbers', npy('<f8', [2], float64([1])), 'truncated'],
    ['too many numbers', npy('<f8', [1], float64([1, 2])), 'too long'],
    ['objects', npy('|O', [1], float64([1])), 'no plain numbers'],
    ['text', npy('<U1', [1], Buffer.alloc(4)), 'not numbers'],
    ['NaN', npy('<f8', [2], float64([1, Number.NaN])), 'number 2'],
    ['a number that is not exact', npy('<u8', [1], Buffer.alloc(8, 0xff)), 'exact'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => parsed(bytes)).toThrow(message);
  });
});

describe('npz and safetensors', () => {
  const x = npy('<f8', [3, 2], float64([1, 2, 3, 4, 5, 6]));
  const y = npy('|i1', [3], Buffer.from([1, 255, 1]));
  const tensors = safetensors({
    x: { dtype: 'F64', shape: [3, 2], data: float64([1, 2, 3, 4, 5, 6]) },
    labels: { dtype: 'I8', shape: [3], data: Buffer.from([1, 255, 1]) },
    half: { dtype: 'BF16', shape: [1], data: Buffer.from([0xc0, 0x3f]) },
  });

  it('hold arrays by name', () => {
    const npz = parseNpz(zipSync({ 'x.npy': x, 'y.npy': [y, { level: 9 }], README: x }), 'a', '/at');
    expect([...npz.keys()]).toEqual(['x', 'y']);
    expect([...npz.get('y')!.values]).toEqual([1, -1, 1]);
    const parsedTensors = parseSafetensors(tensors, 'a', '/at');
    expect([...parsedTensors.keys()]).toEqual(['x', 'labels', 'half']);
    expect([...parsedTensors.get('half')!.values]).toEqual([1.5]);
  });

  it('give rows and targets', async () => {
    const npz = file('a.npz', zipSync({ 'x.npy': x, 'y.npy': y }));
    const loss = { type: 'hinge' };
    const fromNpz = await load({ source: 'file', path: npz }, { loss }, folder);
    expect([...fromNpz.train.x.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...fromNpz.train.y.data]).toEqual([1, -1, 1]);
    const path = file('a.safetensors', tensors);
    const fromTensors = await load({ source: 'file', path, target: 'labels' }, { loss }, folder);
    expect([...fromTensors.train.y.data]).toEqual([1, -1, 1]);
  });

  it('give rows and a target from one npy file, or two', async () => {
    const rows = file('rows.npy', npy('<f8', [3, 3], float64([1, 2, 1, 3, 4, -1, 5, 6, 1])));
    file('labels.npy', y);
    const loss = { type: 'hinge' };
    for (const [target, first] of [
      ['last', [1, 2, 3, 4, 5, 6]],
      ['3', [1, 2, 3, 4, 5, 6]],
      ['labels.npy', [1, 2, 1, 3, 4, -1, 5, 6, 1]],
    ] as const) {
      const { train } = await load({ source: 'file', path: rows, target }, { loss }, folder);
      expect([...train.x.data]).toEqual(first);
      expect([...train.y.data]).toEqual([1, -1, 1]);
    }
    await expect(load({ source: 'file', path: rows, target: '4' }, { loss }, folder)).rejects.toThrow(
      '/data/target',
    );
    await expect(load({ source: 'file', path: rows }, { loss }, folder)).rejects.toThrow(
      '/data/target: is required',
    );
  });

  it.each([
    ['no archive', () => parseNpz(Buffer.from('nothing of the kind'), 'a', '/at'), 'no npz file'],
    ['an archive of texts', () => parseNpz(zipSync({ a: Buffer.from('a') }), 'a', '/at'), 'no arrays'],
    ['an archive of nonsense', () => parseNpz(zipSync({ 'x.npy': Buffer.from('x') }), 'a', '/at'), '"a:x"'],
    ['no header', () => parseSafetensors(Buffer.alloc(4), 'a', '/at'), 'no safetensors file'],
    [
      'a header that never ends',
      () => parseSafetensors(Buffer.alloc(40, 0xff), 'a', '/at'),
      'no safetensors file',
    ],
    ['half of its numbers', () => parseSafetensors(tensors.subarray(0, -1), 'a', '/at'), 'truncated'],
    [
      'numbers that overlap the end',
      () =>
        parseSafetensors(safetensors({ x: { dtype: 'F64', shape: [9], data: float64([1]) } }), 'a', '/at'),
      '"x"',
    ],
    [
      'an unknown type',
      () =>
        parseSafetensors(
          safetensors({ x: { dtype: 'F8_E4M3', shape: [1], data: Buffer.alloc(1) } }),
          'a',
          '/at',
        ),
      'F8_E4M3',
    ],
  ])('refuse %s', (_what, read, message) => {
    expect(read).toThrow(message);
  });

  it('refuse an archive that says it is larger than it may be, before it is unpacked', () => {
    const zip = Buffer.from(zipSync({ 'x.npy': x }));
    // The size when unpacked, in the central directory.
    const directory = zip.lastIndexOf(Buffer.from('PK\u0001\u0002'));
    zip.writeUInt32LE(0xf0000000, directory + 24);
    expect(() => parseNpz(zip, 'a', '/at')).toThrow('when unpacked');
  });

  it('show their format and contents', async () => {
    const csv = Buffer.from('a,b,label\n1,2,yes\n3,4,no\n');
    const idx = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 5, 6]);
    const npz = zipSync({ 'x.npy': x });
    for (const [name, bytes, format, contents] of [
      ['d.csv', csv, 'csv', { rows: 2, columns: ['a', 'b', 'label'] }],
      ['d.npy', x, 'npy', { arrays: [{ shape: [3, 2] }] }],
      ['d.npz', npz, 'npz', { arrays: [{ name: 'x', shape: [3, 2] }] }],
      ['d.idx', idx, 'idx', { arrays: [{ shape: [2] }] }],
    ] as const) {
      expect(formatOf(bytes.subarray(0, 512))).toBe(format);
      expect(await describeFile(join(folder, file(name, bytes)), format)).toEqual(contents);
    }
    expect(formatOf(tensors)).toBe('safetensors');
    expect(formatOf(Buffer.from([1, 0, 2]))).toBeUndefined();
    expect(formatOf(Buffer.alloc(0))).toBeUndefined();
  });
});
