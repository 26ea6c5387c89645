import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enumerateCells } from '#relucent/convex/patterns/cells.js';
import { patternOf, patternText } from '#relucent/convex/patterns/pattern.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { priceByAscents } from '#relucent/convex/pricing/ascents.js';
import { coneMaximum, pullOf, wallsOf } from '#relucent/convex/pricing/cell-maximum.js';
import { proveByBranching } from '#relucent/convex/pricing/prove-by-branching.js';
import { proveByCells } from '#relucent/convex/pricing/prove-by-cells.js';
import { relax } from '#relucent/convex/pricing/relaxation.js';
import { dot, type Matrix, norm2, row, zeros } from '#relucent/core/matrix.js';
import { createRandom, type Random } from '#relucent/core/random.js';

const signal = new AbortController().signal;

const arrangements = fc.record({
  n: fc.integer({ min: 1, max: 9 }),
  d: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1e6),
  integers: fc.boolean(),
});

function arrangement({ n, d, seed, integers }: { n: number; d: number; seed: number; integers: boolean }) {
  const random = createRandom(seed);
  const x = zeros(n, d);
  for (let i = 0; i < x.data.length; i++) x.data[i] = integers ? random.integer(5) - 2 : random.normal();
  return { x, nu: vector(n, random), random };
}

function vector(size: number, random: Random): Float64Array {
  return Float64Array.from({ length: size }, () => random.normal());
}

/** nu . (X u)_+ / ||u||. */
function height(x: Matrix, nu: Float64Array, u: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.rows; k++) sum += nu[k]! * Math.max(0, dot(row(x, k), u));
  return sum / norm2(u);
}

describe('the maximum over a cell', () => {
  it('is attained in the cell and exceeded nowhere in it', () => {
    fc.assert(
      fc.property(arrangements, (options) => {
        const { x, nu, random } = arrangement(options);
        for (const { active, direction } of enumerateCells(x)) {
          const { value, direction: peak } = coneMaximum(wallsOf(x, active), pullOf(x, active, nu));
          if (norm2(peak) > 0) {
            expect(height(x, nu, peak)).toBeCloseTo(value, 7);
            for (let k = 0; k < x.rows; k++) {
              expect((active[k] ? 1 : -1) * dot(row(x, k), peak)).toBeGreaterThan(-1e-9);
            }
          }
          const near = direction!.map((entry) => entry + 1e-3 * random.normal());
          for (const u of [direction!, near]) {
            if (patternText(patternOf(x, u).active) !== patternText(active)) continue;
            expect(height(x, nu, u)).toBeLessThanOrEqual(value + 1e-9);
          }
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('bounds over all directions', () => {
  it('by cells and by branch and bound agree, hold for every direction, and are attained', async () => {
    await fc.assert(
      fc.asyncProperty(arrangements, async (options) => {
        const { x, nu, random } = arrangement(options);
        const cells = enumerateCells(x);
        const byCells = await proveByCells(x, 1e-3, () => cells, signal)(nu, 1e-3);
        const byTree = await proveByBranching(x, 1e-3, random, signal)(nu, byCells.bound * (1 + 1e-9));
        expect(byTree.complete).toBe(true);
        expect(byTree.bound / byCells.bound).toBeCloseTo(1, 8);
        let highest = 1e-3;
        for (const { peak } of byCells.found) highest = Math.max(highest, Math.abs(height(x, nu, peak)));
        expect(highest / byCells.bound).toBeCloseTo(1, 8);
        for (let i = 0; i < 50; i++) {
          const u = vector(x.cols, random);
          expect(Math.abs(height(x, nu, u))).toBeLessThanOrEqual(byCells.bound * (1 + 1e-12));
        }
      }),
      { numRuns: 80, seed: 2 },
    );
  });

  it('branch and bound comes upon directions above the threshold', async () => {
    const { x, nu, random } = arrangement({ n: 30, d: 5, seed: 1, integers: false });
    const proof = await proveByBranching(x, 1e-3, random, signal)(nu, 1e-3);
    const highest = Math.max(...proof.found.map(({ value }) => value));
    expect(highest).toBeGreaterThan(1e-3);
    const tight = await proveByBranching(x, 1e-3, random, signal)(nu, highest * (1 + 1e-6));
    expect(tight.bound).toBeGreaterThanOrEqual(highest);
  });

  it('a relaxation bounds every direction that agrees with its signs', () => {
    fc.assert(
      fc.property(arrangements, (options) => {
        const { x, nu, random } = arrangement(options);
        for (let i = 0; i < 20; i++) {
          const u = vector(x.cols, random);
          const signs = Int8Array.from({ length: x.rows }, (_, k) =>
            random.uniform() < 0.4 ? Math.sign(dot(row(x, k), u)) : 0,
          );
          expect(height(x, nu, u)).toBeLessThanOrEqual(relax(x, nu, signs).bound + 1e-9);
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('ascents find what the proof finds, on a problem of 1562 cells', async () => {
    const { x, nu, random } = arrangement({ n: 40, d: 3, seed: 7, integers: false });
    const cells = enumerateCells(x);
    const { bound } = await proveByCells(x, 1e-3, () => cells, signal)(nu, 1e-3);
    const start = samplePatterns(x, { method: 'sampled', distinct: 8 }, random).patterns;
    const found = priceByAscents(x, nu, 0.9 * bound, start, random);
    expect(Math.max(...found.map(({ value }) => value)) / bound).toBeCloseTo(1, 9);
    for (const { pattern, value, peak } of found) {
      expect(Math.abs(height(x, nu, peak))).toBeCloseTo(value, 7);
      expect(cells.some(({ active }) => patternText(active) === patternText(pattern.active))).toBe(true);
    }
  });

  it('end when the run is cancelled', async () => {
    const { x, nu, random } = arrangement({ n: 40, d: 6, seed: 3, integers: false });
    const aborted = AbortSignal.abort();
    await expect(proveByCells(x, 1e-3, () => enumerateCells(zeros(2, 2)), aborted)(nu, 1)).rejects.toThrow();
    const hard = nu.map((value) => 1 + 0.1 * value).map((value, k) => (k % 2 ? value : -value));
    await expect(proveByBranching(x, 1e-6, random, aborted)(hard, 1e6)).resolves.toMatchObject({
      complete: true,
    });
    await expect(proveByBranching(x, 1e-6, random, aborted)(hard, 1e-6)).rejects.toThrow();
  });
});
