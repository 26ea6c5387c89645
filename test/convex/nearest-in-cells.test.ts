import { describe, expect, it } from 'vitest';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import { nearestInCells } from '#relucent/convex/nearest-in-cells.js';
import { nnls } from '#relucent/convex/nnls.js';
import { coneMargin, type Pattern } from '#relucent/convex/patterns/pattern.js';
import { type Matrix, norm2, row } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';

describe('the nearest points of cells', () => {
  it.each([plainKernels, simdKernels()])('are those of nonnegative least squares: $name', (kernels) => {
    const random = createRandom(3);
    for (let trial = 0; trial < 12; trial++) {
      const [n, d] = [30 + 10 * trial, 4 + trial];
      const x: Matrix = {
        rows: n,
        cols: d,
        data: Float64Array.from({ length: n * d }, () => random.normal()),
      };
      // Rows that repeat are walls that depend on one another.
      for (let k = 0; k < trial; k++) row(x, n - 1 - k).set(row(x, k));
      const targets = Array.from({ length: 4 }, () => {
        const inside = Float64Array.from({ length: d }, () => random.normal());
        const active = Uint8Array.from({ length: n }, (_, k) => (image(x, inside, k) >= 0 ? 1 : 0));
        const point = inside.map((value) => value + 0.1 * random.normal());
        return { pattern: { active }, point };
      });
      const found = nearestInCells(x, targets, kernels);
      for (const [i, { pattern, point }] of targets.entries()) {
        const outward = { ...x, data: x.data.map((v, at) => (pattern.active[Math.floor(at / d)] ? -v : v)) };
        const { residual } = nnls(outward, point);
        expect(found[i]).toBeDefined();
        expect(norm2(found[i]!.point.map((value, j) => value - residual[j]!))).toBeLessThan(
          1e-9 * norm2(point),
        );
        expect(coneMargin(x, new Float64Array(d), pattern, found[i]!.point)).toBeGreaterThan(-1e-11);
      }
      // From any walls, those of another target for one, the point is the same.
      const guessed = targets.map((target, i) => ({ ...target, walls: found[(i + trial) % 4]!.walls }));
      for (const [i, again] of nearestInCells(x, guessed, kernels).entries())
        for (const [j, value] of again!.point.entries()) expect(value).toBeCloseTo(found[i]!.point[j]!, 9);
    }
  });

  it.each([plainKernels, simdKernels()])(
    'are those of the other columns where zeros are kept: $name',
    (kernels) => {
      const random = createRandom(5);
      const [n, d, kept] = [40, 14, 5];
      const x: Matrix = {
        rows: n,
        cols: d,
        data: Float64Array.from({ length: n * d }, () => random.normal()),
      };
      const few: Matrix = {
        rows: n,
        cols: kept,
        data: x.data.filter((_, at) => at % d < kept),
      };
      const inside = Float64Array.from({ length: d }, (_, j) => (j < kept ? random.normal() : 0));
      const active = Uint8Array.from({ length: n }, (_, k) => (image(x, inside, k) >= 0 ? 1 : 0));
      const point = inside.map((value) => (value === 0 ? 0 : value + 0.2 * random.normal()));
      const [found] = nearestInCells(x, [{ pattern: { active }, point, keepsZeros: true }], kernels);
      const [other] = nearestInCells(few, [{ pattern: { active }, point: point.subarray(0, kept) }], kernels);
      expect(found!.point.subarray(kept)).toEqual(new Float64Array(d - kept));
      expect(other!.point).not.toEqual(point.subarray(0, kept));
      for (const [j, value] of other!.point.entries()) expect(found!.point[j]).toBeCloseTo(value, 10);
    },
  );

  it('leaves points inside, and zero, where they are', () => {
    const x: Matrix = { rows: 2, cols: 2, data: Float64Array.of(1, 0, 0, 1) };
    const pattern: Pattern = { active: Uint8Array.of(1, 0) };
    const points = [Float64Array.of(2, -3), Float64Array.of(0, 0), Float64Array.of(-1, 2)];
    const found = nearestInCells(
      x,
      points.map((point) => ({ pattern, point })),
      plainKernels,
    );
    const nearest = [
      [2, -3],
      [0, 0],
      [0, 0],
    ];
    for (const [i, point] of found.entries())
      for (const [j, value] of point!.point.entries()) expect(value).toBeCloseTo(nearest[i]![j]!, 12);
  });
});

function image(x: Matrix, u: Float64Array, k: number): number {
  return row(x, k).reduce((sum, value, j) => sum + value * u[j]!, 0);
}
