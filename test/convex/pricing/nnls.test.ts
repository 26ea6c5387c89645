import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nnls } from '#relucent/convex/nnls.js';
import { dot, fromRows, type Matrix, norm2, row, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';

/** Least residual over all sets of rows in use, by normal equations, where the fitted weights are >= 0. */
function bruteForce(m: Matrix, target: Float64Array): number {
  let best = norm2(target);
  for (let bits = 1; bits < 2 ** m.rows; bits++) {
    const used = Array.from({ length: m.rows }, (_, k) => k).filter((k) => (bits >> k) & 1);
    if (used.length > m.cols) continue;
    const weights = solve(
      used.map((a) => used.map((b) => dot(row(m, a), row(m, b)))),
      used.map((a) => dot(row(m, a), target)),
    );
    if (!weights || weights.some((weight) => weight < 0)) continue;
    const residual = target.map((value, j) =>
      used.reduce((rest, k, i) => rest - weights[i]! * m.data[k * m.cols + j]!, value),
    );
    best = Math.min(best, norm2(residual));
  }
  return best;
}

/** Gauss elimination with pivoting; undefined where singular. */
function solve(a: number[][], b: number[]): number[] | undefined {
  const n = b.length;
  const rows = a.map((line, i) => [...line, b[i]!]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    if (Math.abs(rows[c]![c]!) < 1e-9) return undefined;
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]! / rows[c]![c]!;
      for (let j = c; j <= n; j++) rows[r]![j]! -= factor * rows[c]![j]!;
    }
  }
  return rows.map((line, i) => line[n]! / line[i]!);
}

describe('nonnegative least squares', () => {
  it('agrees with brute force over active sets, also for dependent and zero rows', () => {
    const sizes = fc.record({
      n: fc.integer({ min: 1, max: 7 }),
      d: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(1e6),
      integers: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, ({ n, d, seed, integers }) => {
        const random = createRandom(seed);
        const draw = () => (integers ? random.integer(5) - 2 : random.normal());
        const m = zeros(n, d);
        for (let i = 0; i < m.data.length; i++) m.data[i] = draw();
        const target = Float64Array.from({ length: d }, draw);
        const { weights, residual } = nnls(m, target);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        expect(norm2(residual)).toBeLessThan(bruteForce(m, target) + 1e-9);
        // Optimality: no row points along the residual, and rows in use are orthogonal to it.
        for (let k = 0; k < n; k++) {
          const slope = dot(row(m, k), residual);
          expect(slope).toBeLessThan(1e-9);
          if (weights[k]! > 0) expect(Math.abs(slope)).toBeLessThan(1e-8);
        }
        for (let j = 0; j < d; j++) {
          let rest = target[j]!;
          for (let k = 0; k < n; k++) rest -= weights[k]! * m.data[k * d + j]!;
          expect(residual[j]).toBeCloseTo(rest, 12);
        }
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  it('ends on nearly parallel rows', () => {
    const m = fromRows([[1, 0, 0], [1, 1e-9, 0], [1, 0, 1e-12], [1, -1e-14, 1e-9], [-1, 1e-8, 0]]); // biome-ignore format: short
    const { residual } = nnls(m, Float64Array.of(1, 1e-9, -1e-9));
    expect(norm2(residual)).toBeLessThan(1e-8);
  });

  it('takes a target inside, outside and opposite', () => {
    const m = fromRows([[2, 0], [0, 3]]); // biome-ignore format: short
    expect(nnls(m, Float64Array.of(4, 6))).toEqual({
      weights: Float64Array.of(2, 2),
      residual: Float64Array.of(0, 0),
    });
    expect(nnls(m, Float64Array.of(4, -1)).residual).toEqual(Float64Array.of(0, -1));
    expect(nnls(m, Float64Array.of(-4, -1)).weights).toEqual(Float64Array.of(0, 0));
    expect(nnls(zeros(0, 2), Float64Array.of(1, 2)).residual).toEqual(Float64Array.of(1, 2));
  });
});
