import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { penalties } from '#relucent/core/proximal/index.js';
import { type BoundPenalty, bind, type SeparablePenalty } from '#relucent/core/proximal/penalty.js';
import { naiveEntryCost, proximalCost } from '../../support/naive-prox.js';
import { readShared } from '../../support/problems.js';

interface Row {
  readonly label: string;
  readonly penalty: BoundPenalty;
}
interface SeparableRow extends Row {
  threshold(step: number): number;
}

function entrywise<P>(penalty: SeparablePenalty<P>, params: P): SeparableRow {
  const label = `${penalty.name} ${JSON.stringify(params)}`;
  return { label, penalty: bind(penalty, params), threshold: (step) => penalty.threshold(step, params) };
}

const separable: readonly SeparableRow[] = [
  entrywise(penalties.l1, {}),
  entrywise(penalties.l0, {}),
  ...[0.01, 0.5, 1, 2, 100].map((a) => entrywise(penalties.tl1, { a })),
  ...[0, 0.3, 1].map((mix) => entrywise(penalties['elastic-net'], { mix })),
  ...[0.1, 3].map((knee) => entrywise(penalties.mcp, { knee })),
  entrywise(penalties.scad, { knee: 0.1, a: 3.7 }),
  entrywise(penalties.scad, { knee: 2, a: 1.5 }),
  entrywise(penalties['squared-l2'], {}),
  entrywise(penalties['l-half'], {}),
];
const others: readonly Row[] = [
  { label: 'group-l2', penalty: bind(penalties['group-l2'], { groups: 'all' }) },
  { label: 'linf-norm', penalty: bind(penalties['linf-norm'], {}) },
  { label: 'linf-ball', penalty: bind(penalties['linf-ball'], { radius: 0.7 }) },
  { label: 'l1-ball', penalty: bind(penalties['l1-ball'], { radius: 0.7 }) },
];
const all: readonly Row[] = [...separable, ...others];

const step = fc.oneof(
  fc.constantFrom(1e-12, 1e-6, 0.1, 0.3, 1, 5, 1e6),
  fc.double({ min: 1e-3, max: 20, noNaN: true }),
);
const entry = fc.oneof(
  fc.constantFrom(0, -0, 1e-300, 1e-9, 1e9),
  fc.double({ min: -6, max: 6, noNaN: true }),
);
const vector = fc.array(entry, { minLength: 1, maxLength: 5 }).map((list) => Float64Array.from(list));

describe.each(all)('$label', ({ penalty }) => {
  const cost = (x: Float64Array, mu: number, y: Float64Array) => proximalCost(penalty.value, x, mu, y);

  it('no point costs less than the result of its operator', () => {
    fc.assert(
      fc.property(vector, step, fc.integer({ min: 0, max: 2 ** 30 }), (x, mu, seed) => {
        const { y } = penalty.prox(x, mu);
        const least = cost(x, mu, y);
        expect(y.every(Number.isFinite)).toBe(true);
        expect(Number.isFinite(least)).toBe(true);
        // What float32 cannot tell from the rim of a ball counts as inside.
        const rim = penalty.name.endsWith('-ball') ? 1e-6 * (1 + Math.hypot(...x)) : 0;
        const squares = x.reduce((sum, each) => sum + each * each, 0);
        const slack = 1e-12 * (1 + Math.abs(least)) + 1e-15 * squares + rim;
        for (let i = 0; i < 40; i++) {
          const size = 10 ** -(i % 8);
          const near = y.map((each, j) => each + size * Math.sin(seed + 13 * i + 7 * j));
          const between = x.map((each, j) => each * Math.abs(Math.cos(seed + 5 * i + 3 * j)));
          const cut = y.map((each, j) => ((seed >> j) & 1 ? 0 : each));
          for (const other of [near, between, cut, x])
            expect(cost(x, mu, other)).toBeGreaterThanOrEqual(least - slack);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the operator is odd and never makes an entry larger', () => {
    fc.assert(
      fc.property(vector, step, (x, mu) => {
        const { y } = penalty.prox(x, mu);
        const { y: mirrored } = penalty.prox(
          x.map((each) => -each),
          mu,
        );
        y.forEach((each, i) => {
          expect(each + mirrored[i]!).toBe(0);
          expect(Math.abs(each)).toBeLessThanOrEqual(Math.abs(x[i]!));
        });
      }),
    );
  });

  it('a convex one does not move points apart', () => {
    if (!penalty.convex) return expect(['l0', 'tl1', 'mcp', 'scad', 'l-half']).toContain(penalty.name);
    const length = (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((each, i) => each - b[i]!));
    fc.assert(
      fc.property(vector, step, fc.integer({ min: 0, max: 2 ** 30 }), (x, mu, seed) => {
        const other = x.map((each, j) => each + Math.sin(seed + j));
        const moved = length(penalty.prox(x, mu).y, penalty.prox(other, mu).y);
        expect(moved).toBeLessThanOrEqual(
          length(x, other) * (1 + 1e-9) + 1e-6 * (Math.max(...x) > 1e6 ? 1 : 0),
        );
      }),
    );
  });
});

describe.each(separable)('$label, one entry', ({ penalty, threshold: thresholdOf }) => {
  it.each([1e-8, 1e-3, 0.05, 0.3, 1, 4, 1e3])('step %d: brute force finds nothing better', (mu) => {
    const threshold = thresholdOf(mu);
    const near = [0.5, 1 - 1e-3, 1, 1 + 1e-3, 1.5, 3].map((factor) => factor * threshold);
    for (const x of [...near, 1e-6, 0.01, 0.1, 0.37, 1, 2.6, 10]) {
      const { y } = penalty.prox(Float64Array.of(x), mu);
      const least = naiveEntryCost(penalty.value, x, mu);
      expect(proximalCost(penalty.value, Float64Array.of(x), mu, y)).toBeLessThanOrEqual(
        least + 1e-10 * (least + x * x),
      );
    }
  });

  it('is 0 up to the threshold itself and not beyond', () => {
    for (const mu of [1e-6, 0.01, 0.2, 1, 7, 300]) {
      const threshold = thresholdOf(mu);
      const at = (x: number) => penalty.prox(Float64Array.of(x), mu).y[0]!;
      expect(Math.abs(at(threshold))).toBe(0);
      expect(Math.abs(at(-threshold))).toBe(0);
      expect(at(threshold * (1 + 1e-6) + 1e-12)).toBeGreaterThan(0);
    }
  });
});

it('the transformed l1 penalty lies between l0 and l1', () => {
  const x = Float64Array.of(-3, -0.4, 0.11, 2);
  const prox = (a: number) => Array.from(penalties.tl1.prox(x, 0.1, { a }).y);
  const near = (list: Float64Array, digits: number) =>
    Array.from(list, (each) => expect.closeTo(each, digits));
  expect(prox(1e-9)).toEqual(near(penalties.l0.prox(x, 0.1, {}).y, 6));
  expect(prox(1e9)).toEqual(near(penalties.l1.prox(x, 0.1, {}).y, 6));
});

interface ProxVectors {
  prox_scalar: {
    cases: { penalty: 'l1' | 'l0' | 'tl1'; a?: number; lam: number; threshold: number; x: number[]; prox: number[] }[]; // biome-ignore format: one case
  };
  prox_vector: {
    cases: Record<'x' | 'group_l2' | 'linf_norm_prox', number[]>[] &
      ({ lam: number } & Record<string, number[]>)[];
  };
}
const reference = readShared<ProxVectors>('vectors/convex-rvsm.json');

describe.skipIf(!reference)('reference values', () => {
  it('of single entries and thresholds', () => {
    for (const { penalty, a, lam, threshold, x, prox } of reference!.prox_scalar.cases) {
      const [bound, from] =
        penalty === 'tl1'
          ? [bind(penalties.tl1, { a: a! }), penalties.tl1.threshold(lam, { a: a! })]
          : [bind(penalties[penalty], {}), penalties[penalty].threshold(lam, {})];
      expect(Math.abs(from / threshold - 1)).toBeLessThan(1e-10);
      bound.prox(Float64Array.from(x), lam).y.forEach((each, i) => {
        expect(Math.abs(each - prox[i]!), `${penalty} ${a} ${lam} at ${x[i]}`).toBeLessThan(1e-8);
      });
    }
  });

  it('of vectors', () => {
    for (const one of reference!.prox_vector.cases) {
      const { lam } = one;
      const x = Float64Array.from(one.x);
      const expected = {
        group_l2: bind(penalties['group-l2'], { groups: 'all' }).prox(x, lam).y,
        linf_norm_prox: bind(penalties['linf-norm'], {}).prox(x, lam).y,
        linf_ball_projection_radius_lam: bind(penalties['linf-ball'], { radius: lam }).prox(x, 1).y,
        l1_ball_projection_radius_lam: bind(penalties['l1-ball'], { radius: lam }).prox(x, 1).y,
      };
      for (const [name, ours] of Object.entries(expected)) {
        ours.forEach((each, i) => {
          expect(Math.abs(each - one[name as keyof typeof expected]![i]!), name).toBeLessThan(1e-8);
        });
      }
    }
  });
});
