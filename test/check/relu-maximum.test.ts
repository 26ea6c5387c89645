import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsMaximum } from '#relucent/certify/check/cells-maximum.js';
import { roundedSum } from '#relucent/certify/check/rounded-sum.js';
import { treeMaximum } from '#relucent/certify/check/tree-maximum.js';
import { dot, fromRows, type Matrix, norm2, row } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { gaussian } from '../support/gaussian.js';

const instances = fc.record({
  n: fc.integer({ min: 1, max: 9 }),
  d: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(1e6),
  scale: fc.constantFrom(1e-3, 1, 255),
});

function instance({ n, d, seed, scale }: { n: number; d: number; seed: number; scale: number }) {
  const x = gaussian(n, d, seed);
  const random = createRandom(seed, 'nu');
  return {
    x: { ...x, data: x.data.map((value) => scale * value) },
    nu: Array.from({ length: n }, () => random.normal()),
    random,
  };
}

/** |nu . (X u)_+| / ||u||. */
function at(x: Matrix, nu: readonly number[], u: Float64Array): number {
  return Math.abs(nu.reduce((sum, v, k) => sum + v * Math.max(0, dot(row(x, k), u)), 0)) / norm2(u);
}

describe('the greatest |nu . (X u)_+| over unit u', () => {
  it('by cells: no direction exceeds it, and local search comes close to it', () => {
    fc.assert(
      fc.property(instances, (options) => {
        const { x, nu, random } = instance(options);
        const { norm } = cellsMaximum(x, nu);
        let best = 0;
        for (let start = 0; start < 200; start++) {
          let u = Float64Array.from({ length: x.cols }, () => random.normal());
          best = Math.max(best, at(x, nu, u));
          for (let step = 0; step < 10; step++) {
            const shake = 0.5 ** step;
            const near = u.map((value) => value + shake * random.normal());
            if (at(x, nu, near) > at(x, nu, u)) u = near;
          }
          best = Math.max(best, at(x, nu, u));
        }
        expect(best).toBeLessThanOrEqual(norm.value + norm.rounding);
        expect(best).toBeGreaterThan(0.9 * norm.value);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('by a tree: proves what cells find and no less', () => {
    fc.assert(
      fc.property(instances, (options) => {
        const { x, nu } = instance(options);
        const { norm } = cellsMaximum(x, nu);
        const proof = treeMaximum(x, nu, norm.value)!;
        expect(proof.norm.value).toBeLessThanOrEqual(norm.value * (1 + 1e-12));
        const loose = treeMaximum(x, nu, 1.5 * norm.value)!;
        expect(loose.norm.value).toBeLessThanOrEqual(1.5 * norm.value * (1 + 1e-12));
        expect(loose.examined).toBeLessThanOrEqual(proof.examined);
        if (norm.value < 1e-9) return;
        const refuted = treeMaximum(x, nu, 0.99 * norm.value)!;
        expect(refuted.norm.value).toBeGreaterThan(0.99 * norm.value * (1 + 1e-9));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('is the closed form for one row, and 0 without multipliers', () => {
    const x = fromRows([[3, 4]]);
    for (const v of [2, -2]) {
      expect(cellsMaximum(x, [v])).toMatchObject({ norm: { value: 10 }, examined: 2 });
      expect(treeMaximum(x, [v], 10)!.norm.value).toBeCloseTo(10, 12);
    }
    expect(cellsMaximum(x, [0]).norm.value).toBe(0);
    expect(treeMaximum(x, [0], 0)!.norm.value).toBe(0);
  });
});

describe('the rounding of a sum', () => {
  it('covers the distance to exact arithmetic and grows with the number of terms and their size', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 400 }), (seed, terms) => {
        const random = createRandom(seed, 'rounding');
        // Multiples of 2^-26 have exact products, which integers of any length add up exactly.
        const grid = () => Math.round(random.normal() * 2 ** 26) / 2 ** 26;
        const sum = roundedSum(1);
        let exact = 0n;
        for (let i = 0; i < terms; i++) {
          const [a, b] = [grid(), grid()];
          sum.add(a, [b]);
          exact += BigInt(a * 2 ** 26) * BigInt(b * 2 ** 26);
        }
        const { value, rounding } = sum.normLess(0, [0], norm2);
        const truth = Number(exact < 0n ? -exact : exact) / 2 ** 52;
        expect(Math.abs(value - truth)).toBeLessThanOrEqual(rounding);
        expect(rounding).toBeLessThan(1e-12 * (1 + terms) ** 2);
      }),
      { seed: 3 },
    );
    const roundingOf = (terms: number, size: number) => {
      const sum = roundedSum(1);
      for (let i = 0; i < terms; i++) sum.add(1, [size]);
      return sum.normLess(0, [0], norm2).rounding;
    };
    expect(roundingOf(1, 255) / roundingOf(1, 1)).toBeCloseTo(255, 9);
    expect(roundingOf(1000, 1) / roundingOf(10, 1)).toBeGreaterThan(1000);
  });
});
