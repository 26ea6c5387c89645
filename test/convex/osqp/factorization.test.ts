import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseKkt, kkt } from '#relucent/convex/solvers/osqp/kkt.js';
import { analyseLdl, ldl } from '#relucent/convex/solvers/osqp/ldl.js';
import { minimumDegree } from '#relucent/convex/solvers/osqp/ordering.js';
import { permute, type SymmetricPattern } from '#relucent/convex/solvers/osqp/symmetric-pattern.js';
import { createRandom } from '#relucent/core/random.js';
import { type Dense, sparse } from '../../support/sparse.js';

/** The pattern of the upper triangle with the given entries (i < j) and a full diagonal. */
function patternOf(size: number, entries: Iterable<readonly [number, number]>): SymmetricPattern {
  const columns = Array.from({ length: size }, (_, j) => new Set([j]));
  for (const [i, j] of entries) columns[Math.max(i, j)]!.add(Math.min(i, j));
  const colStart = new Int32Array(size + 1);
  columns.forEach((rows, j) => {
    colStart[j + 1] = colStart[j]! + rows.size;
  });
  return { size, colStart, rowIndex: Int32Array.from(columns.flatMap((rows) => [...rows])) };
}

/** Entries of L below its diagonal when rows are eliminated in that order. */
function fill(pattern: SymmetricPattern, order: Int32Array): number {
  return analyseLdl(permute(pattern, order).pattern).colStart[pattern.size]!;
}

const natural = (size: number) => Int32Array.from({ length: size }, (_, i) => i);

/** Random pairs below `size`, some of them around a few hubs. */
function randomPairs(seed: number, size: number, count: number): [number, number][] {
  const random = createRandom(seed, 'pairs');
  return Array.from({ length: count }, () => [
    random.integer(random.uniform() < 0.2 ? Math.min(3, size) : size),
    random.integer(size),
  ]);
}

/** x with Mx = b, by Gaussian elimination with row pivoting. */
function denseSolve(matrix: Dense, b: readonly number[]): number[] {
  const m = matrix.map((row, i) => [...row, b[i]!]);
  const n = m.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(m[i]![k]!) > Math.abs(m[best]![k]!)) best = i;
    [m[k], m[best]] = [m[best]!, m[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = m[i]![k]! / m[k]![k]!;
      for (let j = k; j <= n; j++) m[i]![j]! -= factor * m[k]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let sum = m[k]![n]!;
    for (let j = k + 1; j < n; j++) sum -= m[k]![j]! * x[j]!;
    x[k] = sum / m[k]![k]!;
  }
  return x;
}

describe('minimum degree', () => {
  it('is a permutation', () => {
    const sizes = fc.record({ seed: fc.nat(), size: fc.integer({ min: 1, max: 60 }), perRow: fc.nat(6) });
    fc.assert(
      fc.property(sizes, ({ seed, size, perRow }) => {
        const order = minimumDegree(patternOf(size, randomPairs(seed, size, perRow * size)));
        expect([...order].sort((a, b) => a - b)).toEqual([...natural(size)]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves an arrow matrix without fill, whose natural order fills it', () => {
    const size = 80;
    const arrow = patternOf(
      size,
      Array.from({ length: size - 1 }, (_, i) => [0, i + 1] as const),
    );
    expect(fill(arrow, natural(size))).toBe((size * (size - 1)) / 2);
    expect(fill(arrow, minimumDegree(arrow))).toBe(size - 1);
  });

  it('finds an order without fill for trees', () => {
    const random = createRandom(4);
    for (const size of [2, 10, 100, 1000]) {
      const tree = patternOf(
        size,
        Array.from({ length: size - 1 }, (_, i) => [random.integer(i + 1), i + 1] as const),
      );
      expect(fill(tree, minimumDegree(tree))).toBe(size - 1);
    }
  });

  it('more than halves the fill of a grid', () => {
    const side = 30;
    const at = (r: number, c: number) => r * side + c;
    const grid = patternOf(
      side * side,
      Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side] as const).flatMap(
        ([r, c]) => [
          ...(r + 1 < side ? [[at(r, c), at(r + 1, c)] as const] : []),
          ...(c + 1 < side ? [[at(r, c), at(r, c + 1)] as const] : []),
        ],
      ),
    );
    expect(fill(grid, minimumDegree(grid))).toBeLessThan(0.45 * fill(grid, natural(side * side)));
  });

  it('sets dense rows aside and still orders the rest well', () => {
    // A path of 2000 with two rows that touch everything: no fill outside those rows.
    const size = 2002;
    const pairs = Array.from({ length: 2000 }, (_, i) => i + 2).flatMap((i) => [
      [0, i] as const,
      [1, i] as const,
      ...(i > 2 ? [[i - 1, i] as const] : []),
    ]);
    const pattern = patternOf(size, pairs);
    const order = minimumDegree(pattern);
    expect([...order.subarray(size - 2)].sort()).toEqual([0, 1]);
    expect(fill(pattern, order)).toBe(2 * 2000 + 1999 + 1);
  });
});

describe('LDL', () => {
  it('solves quasi-definite KKT systems as dense elimination does, again after the values have changed', () => {
    const sizes = fc.record({ seed: fc.nat(), n: fc.integer({ min: 1, max: 12 }), m: fc.nat(12) });
    fc.assert(
      fc.property(sizes, ({ seed, n, m }) => {
        const random = createRandom(seed, 'kkt');
        const sometimes = () => (random.uniform() < 0.4 ? random.normal() : 0);
        const root = Array.from({ length: n }, () => Array.from({ length: n }, sometimes));
        const p = root.map((_, i) => root.map((_, j) => root.reduce((s, r) => s + r[i]! * r[j]!, 0)));
        const a = Array.from({ length: m }, () => Array.from({ length: n }, sometimes));
        const upper = sparse(p.map((row, i) => row.map((value, j) => (i <= j ? value : 0))), n); // biome-ignore format: one matrix
        const system = kkt(analyseKkt(upper, sparse(a, n)), upper, sparse(a, n));
        for (let repeat = 0; repeat < 2; repeat++) {
          const shift = 0.1 + random.uniform();
          const rows = Array.from({ length: m }, () => 0.1 + random.uniform());
          const kept = Uint8Array.from({ length: m }, () => (random.uniform() < 0.7 ? 1 : 0));
          const b = Array.from({ length: n + m }, () => random.normal());
          const matrix = [
            ...p.map((row, i) => [
              ...row.map((value, j) => value + (i === j ? shift : 0)),
              ...a.map((r, k) => (kept[k] ? r[i]! : 0)),
            ]),
            ...a.map((r, k) => [
              ...r.map((v) => (kept[k] ? v : 0)),
              ...rows.map((v, l) => (k === l ? -v : 0)),
            ]),
          ];
          const x = Float64Array.from(b);
          expect(system.factor(shift, Float64Array.from(rows), kept)).toBe(true);
          system.solve(x);
          denseSolve(matrix, b).forEach((value, i) => {
            expect(Math.abs(x[i]! - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('counts the positive entries of D, and refuses a zero pivot', () => {
    const pattern = patternOf(3, [[0, 1]]);
    const factorization = ldl(analyseLdl(pattern));
    // Columns: (0,0); (1,1), (0,1); (2,2).
    expect(factorization.factor(Float64Array.of(1, 5, 2, -3))).toBe(2); // [1 2; 2 5] and -3
    expect(factorization.factor(Float64Array.of(1, 4, 2, -3))).toBe(-1); // [1 2; 2 4] is singular
    expect(factorization.factor(Float64Array.of(1, Number.NaN, 2, -3))).toBe(-1);
    expect(factorization.factor(Float64Array.of(2, 1, 0, 3))).toBe(3);
    const x = Float64Array.of(2, 3, 6);
    factorization.solve(x);
    expect([...x]).toEqual([1, 3, 2]);
  });

  it('tells an indefinite P from a convex one', () => {
    const none = sparse([], 2);
    const factors = (p: Dense) =>
      kkt(analyseKkt(sparse(p), none), sparse(p), none).factor(1e-6, new Float64Array(0));
    expect(factors([[1, 1], [0, 1]])).toBe(true); // biome-ignore format: a matrix
    expect(factors([[1, 2], [0, 1]])).toBe(false); // biome-ignore format: a matrix
  });
});
