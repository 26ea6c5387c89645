import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { gatherRows, planColumns } from '#relucent/data/columns.js';
import { fitScaling } from '#relucent/data/scaling.js';
import { splitRows } from '#relucent/data/split.js';
import { expectRefusal, load, rowsOf, squared } from './support.js';

describe('split', () => {
  it('is a repeatable partition in file order, with the share rounded and both sides filled', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (n, share, seed) => {
          const { train, test } = splitRows(n, share, seed, '');
          expect(test.length).toBe(Math.min(n - 1, Math.max(1, Math.round(share * n))));
          expect([...train]).toEqual([...train].sort((a, b) => a - b));
          expect([...test]).toEqual([...test].sort((a, b) => a - b));
          expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
          expect(splitRows(n, share, seed, '')).toEqual({ train, test });
        },
      ),
    );
    expect(splitRows(100, 0.5, 0, '')).not.toEqual(splitRows(100, 0.5, 1, ''));
  });

  it('comes after the limit, by its own seed, and keeps rows and targets together', async () => {
    const x = Array.from({ length: 40 }, (_, i) => [i]);
    const data = {
      source: 'inline',
      x,
      y: x.map(([i]) => 10 * i!),
      limit: 20,
      split: { test: 0.25, seed: 3 },
    };
    const a = await load(data, { ...squared, seed: 1 });
    const b = await load(data, { ...squared, seed: 2 });
    expect(a.dataSha256).toBe(b.dataSha256);
    expect([a.summary.train, a.summary.test]).toEqual([15, 5]);
    for (const part of [a.train, a.test!])
      expect([...part.y.data]).toEqual(rowsOf(part).map(([i]) => 10 * i!));
    expect([...rowsOf(a.train), ...rowsOf(a.test!)].flat().sort((p, q) => p - q)).toEqual([
      ...Array(20).keys(),
    ]);
  });

  it('needs two rows', async () => {
    await expectRefusal(
      load({ source: 'inline', x: [[1]], y: [1], split: { test: 0.5 } }),
      '/data/split',
      /two rows/,
    );
  });
});

describe('scale', () => {
  const x = [
    [1, 5, 0.1],
    [3, 5, 0.2],
    [8, 5, 0.9],
  ];
  const test = { x: [[100, 6, -1]], y: [0] };
  const data = { source: 'inline', x, y: [0, 1, 2], test, bias: true };

  it('standardize: mean 0 and population variance 1, fitted on the training part only', async () => {
    const problem = await load({ ...data, scale: 'standardize' }, squared);
    const sd = Math.sqrt(26 / 3);
    expect(problem.train.x.data[0]).toBeCloseTo((1 - 4) / sd, 14);
    expect(rowsOf(problem.train).map((r) => r[1])).toEqual([0, 0, 0]);
    const { offset, divisor } = problem.summary.scaling!;
    expect(offset.slice(0, 2)).toEqual([4, 5]);
    expect(divisor[0]).toBeCloseTo(sd, 14);
    expect([divisor[1], offset[3], divisor[3]]).toEqual([1, 0, 1]);
    expect(rowsOf(problem.test!)[0]![0]).toBeCloseTo((100 - 4) / sd, 12);
    expect(rowsOf(problem.test!)[0]!.slice(1, 2)).toEqual([1]);
    expect(rowsOf(problem.test!)[0]![3]).toBe(1);
  });

  it('a constant column that no float represents exactly becomes 0, not noise', async () => {
    const problem = await load(
      { source: 'inline', x: [[0.1], [0.1], [0.1]], y: [1, 2, 3], scale: 'standardize' },
      squared,
    );
    expect([...problem.train.x.data]).toEqual([0, 0, 0]);
  });

  it('minmax and intervals map the training range to the interval', async () => {
    const unit = await load({ ...data, scale: 'minmax' }, squared);
    expect(rowsOf(unit.train).map((r) => r[0])).toEqual([0, 2 / 7, 1]);
    expect(rowsOf(unit.train).map((r) => r[1])).toEqual([0, 0, 0]);
    expect(rowsOf(unit.test!)[0]![0]).toBeCloseTo(99 / 7, 12);
    const wide = await load({ ...data, scale: [-1, 3] }, squared);
    const column = rowsOf(wide.train).map((r) => r[0]!);
    expect(column[0]).toBeCloseTo(-1, 14);
    expect(column[2]).toBeCloseTo(3, 14);
    expect(rowsOf(wide.train).map((r) => r[1])).toEqual([-1, -1, -1]);
    expect(rowsOf(wide.train).map((r) => r[3])).toEqual([1, 1, 1]);
  });

  it('the reported scaling gives the prepared values back from the raw ones', () => {
    const cell = fc.integer({ min: -1e6, max: 1e6 }).map((thousandths) => thousandths / 1000);
    const scales = fc.constantFrom('standardize' as const, 'minmax' as const, [-2, 5]);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), scales, (rows, scale) => {
        const matrix = { rows: rows.length, cols: 2, data: Float64Array.from(rows.flat()) };
        const { offset, divisor } = fitScaling(matrix, 2, scale, '');
        for (let j = 0; j < 2; j++) {
          const raw = rows.map((r) => r[j]!);
          const scaled = raw.map((v) => (v - offset[j]!) / divisor[j]!);
          if (Math.max(...raw) === Math.min(...raw)) continue;
          if (scale === 'standardize') {
            const mean = scaled.reduce((a, b) => a + b, 0) / scaled.length;
            const variance = scaled.reduce((a, b) => a + (b - mean) ** 2, 0) / scaled.length;
            expect(Math.abs(variance - 1)).toBeLessThan(1e-6);
          } else {
            const [lo, hi] = scale === 'minmax' ? [0, 1] : [-2, 5];
            expect(Math.min(...scaled)).toBeCloseTo(lo!, 3);
            expect(Math.max(...scaled)).toBeCloseTo(hi!, 3);
          }
        }
      }),
    );
  });

  it('refuses an empty interval and numbers it cannot scale', async () => {
    await expectRefusal(load({ ...data, scale: [1, 1] }, squared), '/data/scale', /no interval/);
    const huge = { source: 'inline', x: [[-1.7e308], [1.7e308]], y: [1, 2], scale: 'minmax' };
    await expectRefusal(load(huge, squared), '/data/scale', /column 1/);
    const tiny = { source: 'inline', x: [[0], [1e-300]], y: [1, 2], scale: 'standardize' };
    await expectRefusal(load(tiny, squared), '/data/scale', /column 1/);
  });
});

describe('bias', () => {
  it('is a last column of ones, also beside one that exists', async () => {
    const problem = await load({
      source: 'inline',
      x: [
        [2, 1],
        [3, 1],
      ],
      y: [1, -1],
      bias: true,
    });
    expect(rowsOf(problem.train)).toEqual([
      [2, 1, 1],
      [3, 1, 1],
    ]);
    expect(problem.summary.columns).toEqual(['x1', 'x2', 'bias']);
  });
});

describe('threat', () => {
  const data = { source: 'inline', x: [[2, 4]], y: [1] };
  const radii = async (bias: boolean, threat?: object) => [
    ...(await load({ ...data, bias }, threat ? { threat } : {})).radii,
  ];

  it('gives one radius per column, 0 on the column of ones unless told', async () => {
    expect(await radii(true)).toEqual([0, 0, 0]);
    expect(await radii(false, { radius: 0.5 })).toEqual([0.5, 0.5]);
    expect(await radii(true, { radius: 0.5 })).toEqual([0.5, 0.5, 0]);
    expect(await radii(false, { radii: [1, 2] })).toEqual([1, 2]);
    expect(await radii(true, { radii: [1, 2] })).toEqual([1, 2, 0]);
    expect(await radii(true, { radii: [1, 2, 3] })).toEqual([1, 2, 3]);
  });

  it('refuses a wrong number of radii', async () => {
    await expectRefusal(radii(false, { radii: [1, 2, 3] }), '/threat/radii', /has 3 entries, expected 2/);
    await expectRefusal(radii(true, { radii: [1] }), '/threat/radii', /has 1 entries, expected 2 \(or 3/);
  });
});

describe('downsample', () => {
  it('takes block means of the central blocks, channel by channel', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.constantFrom(1, 3),
        fc.nat(),
        (height, width, a, b, channels, seed) => {
          const [h, w] = [Math.min(a, height), Math.min(b, width)];
          const random = createRandom(seed);
          const pixels = channels * height * width;
          const cells = Uint8Array.from({ length: 2 * pixels }, () => random.integer(256));
          const columns = Array.from({ length: pixels }, () => '');
          const image = [channels, height, width] as const;
          const table = { columns, cells, target: new Float64Array(2), image };
          const plan = planColumns(table, { downsample: [h, w], bias: false }, '');
          expect(plan.columns.length).toBe(channels * h * w);

          const [u, v] = [Math.floor(height / h), Math.floor(width / w)];
          const [top, left] = [Math.floor((height - u * h) / 2), Math.floor((width - v * w) / 2)];
          const second = Array.from(cells.subarray(pixels));
          const means: number[] = [];
          for (let c = 0; c < channels; c++) {
            for (let i = 0; i < h; i++) {
              for (let j = 0; j < w; j++) {
                const block = second.filter((_, at) => {
                  const [y, x] = [(Math.floor(at / width) % height) - top, (at % width) - left];
                  const channel = Math.floor(at / (height * width));
                  return channel === c && Math.floor(y / u) === i && Math.floor(x / v) === j;
                });
                expect(block.length).toBe(u * v);
                means.push(block.reduce((p, q) => p + q, 0) / block.length);
              }
            }
          }
          expect([...gatherRows(table, [1], plan).data]).toEqual(means);
        },
      ),
    );
  });

  it('uses the middle 28 of 32 lines for 7 blocks of 4', () => {
    const cells = Uint8Array.from({ length: 1024 }, (_, at) => {
      const [y, x] = [Math.floor(at / 32), at % 32];
      return y < 2 || y >= 30 || x < 2 || x >= 30 ? 200 : 1;
    });
    const table = {
      columns: Array.from(cells, String),
      cells,
      target: new Float64Array(1),
      image: [1, 32, 32] as const,
    };
    const plan = planColumns(table, { downsample: [7, 7], bias: true }, '');
    expect([...gatherRows(table, [0], plan).data]).toEqual(new Array(50).fill(1));
    expect(plan.columns.slice(-2)).toEqual(['pixel[6,6]', 'bias']);
  });

  it('is for images only', async () => {
    const data = { source: 'inline', x: [[1, 2, 3, 4]], y: [1], downsample: [1, 1] };
    await expectRefusal(load(data), '/data/downsample', /only images/);
  });
});
