import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxNorm, dot, type Matrix, row, toRows } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { inputGradient, preactivation, reluValues } from '#relucent/core/relu-network.js';
import { drawBoxes, linearlySeparable } from '#relucent/data/generators/box-separable.js';
import { expectRefusal, load, rowsOf, squared } from './support.js';

const names = [
  'two-moons',
  'blobs',
  'spirals',
  'rings',
  'random-labels',
  'planted',
  'box-separable',
  'patches-teacher',
  'mlp-teacher',
];

function generated(options: object, rest: object = squared) {
  return load({ source: 'generator', ...options }, rest);
}

const share = ({ data }: Matrix) => data.filter((label) => label === 1).length / data.length;

describe.each(names)('%s', (name) => {
  const options = { name, n: 30 };

  it('follows from its seed alone, by default the seed of the task', async () => {
    const sha = async (change: object, rest: object = squared) =>
      (await generated({ ...options, ...change }, rest)).dataSha256;
    const first = await sha({ seed: 4 });
    expect(await sha({ seed: 4 })).toBe(first);
    expect(await sha({ seed: 4 }, { ...squared, seed: 9 })).toBe(first);
    expect(await sha({}, { ...squared, seed: 4 })).toBe(first);
    expect(await sha({ seed: 5 })).not.toBe(first);
  });

  it('has n rows of finite numbers', async () => {
    const { train, summary } = await generated(options);
    expect([train.x.rows, train.y.rows, summary.columns.length]).toEqual([30, 30, train.x.cols]);
    expect(train.x.data.every(Number.isFinite) && train.y.data.every(Number.isFinite)).toBe(true);
    expect((await generated({ ...options, n: 1 })).train.y.rows).toBe(1);
  });
});

describe('every option changes the data', () => {
  it.each([
    ['two-moons', { noise: 0.2 }],
    ['blobs', { d: 3 }],
    ['blobs', { centers: 5 }],
    ['blobs', { noise: 0.7 }],
    ['spirals', { turns: 2 }],
    ['spirals', { noise: 0 }],
    ['rings', { noise: 0.2 }],
    ['random-labels', { d: 4 }],
    ['planted', { d: 3 }],
    ['planted', { neurons: 7 }],
    ['planted', { noise: 0.5 }],
    ['box-separable', { radius: 0.05 }],
    ['box-separable', { lines: 2 }],
    ['patches-teacher', { d: 5 }],
    ['patches-teacher', { patches: 3 }],
    ['patches-teacher', { noise: 0.1 }],
    ['mlp-teacher', { d: 5 }],
    ['mlp-teacher', { hidden: [10, 4] }],
    ['mlp-teacher', { outputs: 1 }],
    ['mlp-teacher', { slope: 0.9 }],
    ['mlp-teacher', { noise: 2 }],
  ])('%s %j', async (name, change) => {
    const n = 34;
    const [a, b] = await Promise.all([generated({ name, n }), generated({ name, n, ...change })]);
    expect(a.dataSha256).not.toBe(b.dataSha256);
  });
});

describe('shapes and labels', () => {
  it('two moons lie on their circles', async () => {
    const { train } = await generated({ name: 'two-moons', noise: 0, n: 100 });
    rowsOf(train).forEach(([x, y], i) => {
      const upper = train.y.data[i] === -1;
      expect(upper ? Math.hypot(x!, y!) : Math.hypot(x! - 1, y! - 0.5)).toBeCloseTo(1, 12);
      expect(upper ? y! >= 0 : y! <= 0.5).toBe(true);
    });
    expect(share(train.y)).toBe(0.5);
  });

  it('spirals: turning one by pi gives the other', async () => {
    const turns = 1.5;
    const { train } = await generated({ name: 'spirals', noise: 0, turns, n: 100 });
    rowsOf(train).forEach(([x, y], i) => {
      const r = Math.hypot(x!, y!);
      expect(x!).toBeCloseTo(train.y.data[i]! * r * Math.cos(2 * Math.PI * turns * r), 12);
    });
  });

  it('blobs without noise are their centers, labelled in turns', async () => {
    const { train } = await generated({ name: 'blobs', noise: 0, centers: 3, n: 9, d: 4 });
    const rows = rowsOf(train);
    rows.forEach((r, i) => {
      expect(r).toEqual(rows[i % 3]);
    });
    expect(new Set(rows.map(String)).size).toBe(3);
    expect([...train.y.data.slice(0, 3)]).toEqual([-1, 1, -1]);
  });

  it('random labels are fair and rows standard normal', async () => {
    const { train } = await generated({ name: 'random-labels', n: 4000, d: 5 });
    expect(share(train.y)).toBeGreaterThan(0.46);
    expect(share(train.y)).toBeLessThan(0.54);
    expect(dot(train.x.data, train.x.data) / train.x.data.length).toBeCloseTo(1, 1);
  });

  it('planted classes balance, also where the network is 0 on half the rows', async () => {
    for (const neurons of [1, 5]) {
      for (let seed = 0; seed < 10; seed++) {
        const { train } = await generated({ name: 'planted', n: 200, neurons, seed });
        expect(Math.abs(share(train.y) - 0.5)).toBeLessThan(0.15);
        if (neurons > 3) expect(share(train.y)).toBe(0.5);
      }
    }
  });

  it('patches teacher: one unit filter explains every target', async () => {
    // With one column per block the filter is +1 or -1.
    const { train } = await generated({ name: 'patches-teacher', d: 1, patches: 3, n: 50 });
    const mean = (sign: number) =>
      rowsOf(train).map((r) => r.reduce((sum, v) => sum + Math.max(0, sign * v), 0) / 3);
    const distance = (values: number[]) => Math.max(...values.map((v, i) => Math.abs(v - train.y.data[i]!)));
    expect(Math.min(distance(mean(1)), distance(mean(-1)))).toBeLessThan(1e-12);
  });

  it('mlp teacher: slope 1 is linear, several outputs give classes', async () => {
    const { train } = await generated({ name: 'mlp-teacher', d: 1, outputs: 1, slope: 1, n: 20 });
    const ratios = rowsOf(train).map(([x], i) => train.y.data[i]! / x!);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0]!, 9);
    const classes = await generated({ name: 'mlp-teacher', outputs: 4, n: 500 });
    expect(classes.summary.classes).toEqual([0, 1, 2, 3].map((value) => ({ label: String(value), value })));
    for (const y of toRows(classes.train.y)) expect(y.toSorted()).toEqual([0, 0, 0, 1]);
    const byHinge = await generated({ name: 'mlp-teacher' }, {});
    for (const y of toRows(byHinge.train.y)) expect(y.toSorted()).toEqual([-1, -1, 1]);
  });

  it('are refused before they fill the memory', async () => {
    await expectRefusal(generated({ name: 'random-labels', n: 1e7, d: 1e5 }), '/data/n', /memoryMb/);
    await expectRefusal(generated({ name: 'mlp-teacher', n: 1, hidden: [1e5, 1e5] }), '/data/n', /memoryMb/);
  });
});

describe('box-separable', () => {
  it('one stable network separates all boxes, which are disjoint and miss every line', () => {
    const cases = fc.record({
      n: fc.integer({ min: 1, max: 60 }),
      radius: fc.double({ min: 0.005, max: 0.06, noNaN: true }),
      lines: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ n, radius, lines: count, seed }) => {
        const sample = drawBoxes({ n, radius, lines: count }, createRandom(seed));
        fc.pre(sample !== undefined);
        const { points, labels, lines, teacher } = sample!;
        expect([points.length, lines.length]).toEqual([n, count]);
        const positive = labels.filter((label) => label === 1).length;
        if (n >= 2) expect(Math.min(positive, n - positive)).toBeGreaterThanOrEqual(n / 4);
        if (n >= 6 && count >= 2) expect(linearlySeparable(sample!)).toBe(false);

        const radii = Float64Array.of(radius, radius, 0);
        const worst = { distance: 2, line: 1, value: 1, corner: 1, switched: 0, outside: 0 };
        const note = (name: keyof typeof worst, value: number) => {
          worst[name] = Math.min(worst[name], value);
        };
        points.forEach(([x, y], k) => {
          note('outside', 1 - Math.max(Math.abs(x), Math.abs(y)));
          for (const [u, v] of points.slice(0, k)) {
            note('distance', Math.max(Math.abs(x - u), Math.abs(y - v)) / radius - 2);
          }
          for (const { normal, offset } of lines) {
            const [a, b] = normal;
            const reach = radius * (Math.abs(a) + Math.abs(b));
            note('line', Math.abs(a * x + b * y + offset) / reach - 1.25);
          }
          const center = Float64Array.of(x, y, 1);
          const slope = inputGradient(teacher, center);
          note('value', (labels[k]! * dot(slope, center) - boxNorm(slope, radii)) / radius - 0.25);
          // The corners and further points of the box, by the network itself.
          const steps = [-1, -0.3, 0.4, 1];
          const box = steps.flatMap((s) => steps.map((t) => [x + s * radius, y + t * radius, 1]));
          const values = reluValues(teacher, {
            rows: box.length,
            cols: 3,
            data: Float64Array.from(box.flat()),
          });
          for (const value of values) note('corner', (labels[k]! * value) / radius - 0.25);
          for (let j = 0; j < teacher.hidden.rows; j++) {
            const active = preactivation(teacher.hidden, j, center) > 0;
            for (const p of box) {
              const same = dot(row(teacher.hidden, j), Float64Array.from(p)) > 0 === active;
              note('switched', same ? 0 : -1);
            }
          }
        });
        expect(worst.distance).toBeGreaterThan(0);
        expect(worst.line).toBeGreaterThanOrEqual(0);
        // The demands on values hold up to rounding.
        expect(worst.value).toBeGreaterThan(-1e-9);
        expect(worst.corner).toBeGreaterThan(-1e-9);
        expect([worst.switched, worst.outside]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('fits the published setting for many seeds: 34 boxes of radius 0.08', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { train } = await generated({ name: 'box-separable', seed }, {});
      expect(train.x.rows).toBe(34);
    }
  });

  it('knows when two classes are linearly separable', () => {
    const points = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const;
    expect(linearlySeparable({ points, labels: [-1, 1, 1, -1] })).toBe(false);
    expect(linearlySeparable({ points, labels: [-1, -1, 1, 1] })).toBe(true);
    expect(linearlySeparable({ points, labels: [1, -1, -1, -1] })).toBe(true);
    const onLine = [
      [0, 0],
      [1, 0],
      [2, 0],
    ] as const;
    expect(linearlySeparable({ points: onLine, labels: [1, -1, 1] })).toBe(false);
    expect(linearlySeparable({ points: onLine, labels: [1, 1, -1] })).toBe(true);
  });

  it('says so when the boxes do not fit', async () => {
    await expectRefusal(
      generated({ name: 'box-separable', n: 300 }),
      '/data/n',
      /no room was found for 300 boxes.*smaller n, radius/,
    );
    await expectRefusal(
      generated({ name: 'box-separable', n: 12, radius: 0.25 }),
      '/data/n',
      /smaller n, radius/,
    );
  });
});
