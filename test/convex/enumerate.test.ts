import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nnls } from '#relucent/convex/nnls.js';
import { enumerateCells, mostCells } from '#relucent/convex/patterns/cells.js';
import { coneMargin, type Pattern, patternText } from '#relucent/convex/patterns/pattern.js';
import { fromRows, type Matrix, norm2, row, zeros } from '#relucent/core/matrix.js';
import { trainConvex } from '../support/convex.js';
import { gaussian } from '../support/gaussian.js';
import { problemOf } from '../support/problems.js';

/** Every sign vector whose open cone is not empty, rows of zeros left out of account (they are always active). */
function cellsByBruteForce(x: Matrix): string[] {
  const lengths = Array.from({ length: x.rows }, (_, k) => norm2(row(x, k)));
  const used = lengths.flatMap((length, k) => (length > 0 ? [k] : []));
  const texts: string[] = [];
  for (let bits = 0; bits < 2 ** used.length; bits++) {
    const active = new Uint8Array(x.rows).fill(1);
    used.forEach((k, i) => {
      active[k] = (bits >> i) & 1;
    });
    // Gordan: s_k x_k . u > 0 for all k has a solution, or some l >= 0 with sum 1 has sum l_k s_k x_k = 0, never both.
    const lifted = zeros(used.length, x.cols + 1);
    used.forEach((k, i) => {
      const sign = active[k] ? 1 : -1;
      const line = row(lifted, i);
      for (let j = 0; j < x.cols; j++) line[j] = (sign * x.data[k * x.cols + j]!) / lengths[k]!;
      line[x.cols] = 1;
    });
    const target = new Float64Array(x.cols + 1);
    target[x.cols] = 1;
    if (norm2(nnls(lifted, target).residual) > 1e-7) texts.push(patternText(active));
  }
  return texts.sort();
}

function expectSound(x: Matrix, cells: readonly Pattern[]) {
  const texts = cells.map((cell) => patternText(cell.active));
  expect(new Set(texts).size).toBe(texts.length);
  for (const cell of cells) {
    expect(coneMargin(x, new Float64Array(x.cols), cell, cell.direction!)).toBeGreaterThan(0);
  }
}

function withOnes(rows: number[][]): Matrix {
  return fromRows(rows.map((line) => [...line, 1]));
}

describe('all cells of an arrangement', () => {
  it.each([
    [1, 1, 2],
    [5, 1, 2],
    [8, 2, 16],
    [40, 2, 80],
    [8, 3, 58],
    [9, 3, 74],
    [40, 3, 1562],
    [12, 4, 464],
    [9, 5, 326],
    [4, 4, 16],
    [3, 6, 8],
  ])('%i points in general position in rank %i have %i', (n, d, expected) => {
    const x = gaussian(n, d, 8);
    const cells = enumerateCells(x);
    expect(cells).toHaveLength(expected);
    expect(mostCells(n, Math.min(n, d))).toBe(expected);
    expectSound(x, cells);
  });

  const square = [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b]));
  const cases: [string, Matrix][] = [
    ['duplicate rows', fromRows([[1, 2], [1, 2], [3, -1], [3, -1], [0, 1]])],
    ['parallel rows of other lengths and signs', fromRows([[0.1, 0.2], [-0.3, -0.6], [1e-6, 2e-6], [5, 1]])],
    ['rows of zeros', fromRows([[0, 0, 0], [1, 2, 3], [-1, 1, 0], [0, 0, 0]])],
    ['nothing but zeros', zeros(3, 2)],
    ['a column of zeros', fromRows([[1, 0, 2], [2, 0, -1], [1, 0, 1], [-3, 0, 1]])],
    ['rank 2 in three columns', fromRows([[1, 1, 2], [1, -1, 0], [2, 0, 2], [0, 1, 1], [3, 1, 4]])],
    ['planes with a common line', fromRows([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, -1, 0], [0, 0, 1]])],
    ['points of a grid and a column of ones', withOnes(square)],
    ['collinear points and a column of ones', withOnes([[0, 0], [1, 1], [2, 2], [3, 3], [0.1, 0.3]])],
    ['0.1 + 0.2 and 0.3', fromRows([[0.1, 1, 0], [0.2, 1, 0], [0.3, 2, 0], [1, 0, 1], [0, 0, 7]])],
    ['columns of very different size', withOnes([[255, 13], [0, 87], [119, 119], [254, 13], [1, 2]])],
    ['the axes and diagonals of space', fromRows([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]])],
  ]; // biome-ignore format: one case a line
  it.each(cases)('agrees with brute force: %s', (_, x) => {
    const cells = enumerateCells(x);
    expect(cells.map((cell) => patternText(cell.active)).sort()).toEqual(cellsByBruteForce(x));
    expectSound(x, cells);
  });

  it('agrees with brute force on small integers, where rows depend on each other in many ways', () => {
    const entry = fc.integer({ min: -2, max: 2 });
    const matrices = fc
      .integer({ min: 1, max: 4 })
      .chain((d) =>
        fc.array(fc.array(entry, { minLength: d, maxLength: d }), { minLength: 1, maxLength: 7 }),
      );
    fc.assert(
      fc.property(matrices, (rows) => {
        const x = fromRows(rows);
        const cells = enumerateCells(x);
        expect(cells.map((cell) => patternText(cell.active)).sort()).toEqual(cellsByBruteForce(x));
        expectSound(x, cells);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('are refused with another way when there are too many', async () => {
    const data = { source: 'generator', name: 'random-labels', n: 60, d: 5 } as const;
    const options = { patterns: { method: 'enumerate' } };
    await expect(trainConvex(await problemOf({ data }), options)).rejects.toThrow(
      /\/patterns\/method: 60 rows of rank 5 can have .* at most 100000 are enumerated: use priced or sampled/,
    );
    await expect(trainConvex(await problemOf({ data, threat: { radius: 0.1 } }), options)).rejects.toThrow(
      /use sampled or perturbed/,
    );
  });
});
