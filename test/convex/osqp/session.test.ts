import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import osqp from '#relucent/convex/solvers/osqp/index.js';
import { errorMeter } from '#relucent/convex/solvers/osqp/residuals.js';
import { withRows } from '#relucent/convex/solvers/osqp/rows.js';
import type { InequalityRow, PolyhedralProgram } from '#relucent/convex/solvers/polyhedral.js';
import { createRandom } from '#relucent/core/random.js';
import { sparse } from '../../support/sparse.js';
import { objective } from '../solvers/optimality.js';
import { programOf, type RandomShape, solvableProgram } from './programs.js';

const options = { tolerance: 1e-9, maxIterations: 200 };

async function solve(program: PolyhedralProgram, tolerance = options.tolerance) {
  return (await osqp.open(program)).solve({ ...options, tolerance });
}

/** Solves by Clarabel, whose objective is the reference. */
async function reference(program: PolyhedralProgram) {
  const cones = { zero: program.zero, nonnegative: program.b.length - program.zero, secondOrder: [] };
  const solution = await clarabel.solve({ ...program, cones }, { tolerance: 1e-9, maxIterations: 200 });
  expect(solution.native).toBe('optimal');
  return objective(program, solution.x!);
}

/** Solves, checks the optimality conditions from their definition, and compares the objective. */
async function agrees(program: PolyhedralProgram, tolerance: number) {
  const { status, native, x, z } = await solve(program, tolerance);
  expect([status, native]).toEqual(['solved', 'solved']);
  expect(errorMeter(program)(x!, z!).worst).toBeLessThanOrEqual(tolerance);
  expect(z!.subarray(program.zero).every((value) => value >= 0)).toBe(true);
  const expected = await reference(program);
  expect(Math.abs(objective(program, x!) - expected)).toBeLessThan(1e-6 * (1 + Math.abs(expected)));
}

describe('known answers', () => {
  it('a bound that holds: min x^2/2 - 2x, x <= 1', async () => {
    const { x, z } = await solve(programOf({ p: [[1]], q: [-2], a: [[1]], b: [1] }));
    expect(x![0]).toBeCloseTo(1, 10);
    expect(z![0]).toBeCloseTo(1, 10);
  });

  it('projection on the simplex', async () => {
    // The point (0.9, 0.6, -1) lies on x1 - 0.25, x2 - 0.25, 0.
    const { x, z } = await solve(
      programOf({
        p: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        q: [-0.9, -0.6, 1],
        a: [[1, 1, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]],
        b: [1, 0, 0, 0],
        zero: 1,
      }), // biome-ignore format: matrices
    );
    [0.65, 0.35, 0].forEach((value, j) => {
      expect(x![j]).toBeCloseTo(value, 9);
    });
    [0.25, 0, 0, 1.25].forEach((value, i) => {
      expect(z![i]).toBeCloseTo(value, 9);
    });
  });

  it('a linear program with a vertex that six rows meet', async () => {
    const program = programOf({
      q: [-1, -1],
      a: [[1, 1], [1, 1], [2, 2], [1, 0], [1, 2], [3, 1], [-1, 0], [0, -1]],
      b: [1, 1, 2, 1, 1, 3, 0, 0],
    }); // biome-ignore format: matrices
    const { x, z } = await solve(program);
    expect(objective(program, x!)).toBeCloseTo(-1, 9);
    expect(errorMeter(program)(x!, z!).worst).toBeLessThan(1e-9);
  });

  it('no rows; no columns; rows of zeros; nothing to minimise', async () => {
    const free = await solve(programOf({ p: [[2, 1], [1, 3]], q: [1, -1] })); // biome-ignore format: a matrix
    expect(free.x![0]).toBeCloseTo(-0.8, 9);
    expect(free.x![1]).toBeCloseTo(0.6, 9);
    expect(await solve(programOf({ q: [], a: [[], []], b: [1, 2] }))).toMatchObject({ status: 'solved' });
    const emptyRow = await solve(programOf({ q: [1, 0], a: [[0, 0], [-1, 0]], b: [0, 3] })); // biome-ignore format: a matrix
    expect(emptyRow.x![0]).toBeCloseTo(-3, 9);
    expect(await solve(programOf({ q: [0, 0] }))).toMatchObject({ status: 'solved' });
  });

  it('a solution far away is not mistaken for none', async () => {
    const { x, z } = await solve(programOf({ q: [1], a: [[-1]], b: [-1e7] }));
    expect(x![0]).toBeCloseTo(1e7, 1);
    expect(z![0]).toBeCloseTo(1, 9);
  });
});

describe('random programs, against Clarabel and the optimality conditions', () => {
  const shapes: Readonly<Record<string, RandomShape>> = {
    'strictly convex': { n: 8, m: 12, zero: 2, rank: 8 },
    'convex, P of low rank': { n: 10, m: 15, zero: 2, rank: 3 },
    'linear, P = 0': { n: 8, m: 20, zero: 2, rank: 0 },
    'linear with many optima': { n: 12, m: 8, zero: 1, rank: 0 },
    'no rows': { n: 6, m: 0, rank: 6 },
    'as many equalities as variables': { n: 5, m: 9, zero: 5, rank: 2, density: 1 },
    'columns of sizes 0.01 to 255': {
      n: 9,
      m: 16,
      zero: 2,
      rank: 4,
      columnSize: (j) => [255, 1, 0.01][j % 3]!,
    },
    'columns in 0..255': { n: 6, m: 14, rank: 0, columnSize: (_, random) => 255 * random.uniform() },
  };
  it.each(Object.entries(shapes))('%s', async (_, shape) => {
    for (const tolerance of [1e-6, 1e-9]) {
      for (let seed = 0; seed < 5; seed++) await agrees(solvableProgram(seed, shape), tolerance);
    }
  });

  it('redundant rows and repeated equalities', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const program = solvableProgram(seed, { n: 6, m: 9, zero: 2, rank: 3, density: 1 });
      const rows = Array.from({ length: 9 }, (_, i) => ({
        columns: [0, 1, 2, 3, 4, 5],
        ...rowOf(program, i),
      }));
      const negated = rows
        .slice(0, 2)
        .map((row) => ({ ...row, values: row.values.map((v) => -v), bound: -row.bound }));
      await agrees(withRows(program, [...rows, ...negated]), 1e-8);
    }
  });
});

describe('programs without a solution', () => {
  it('rows that contradict each other', async () => {
    expect(await solve(programOf({ q: [1], a: [[1], [-1]], b: [0, -1] }))).toMatchObject({
      status: 'infeasible',
      native: 'primal infeasible',
    });
    expect(await solve(programOf({ q: [1], a: [[0], [-1]], b: [-1, 1] }))).toMatchObject({
      status: 'infeasible',
    });
    expect(await solve(programOf({ q: [], a: [[]], b: [-1] }))).toMatchObject({ status: 'infeasible' });
  });

  it('random rows with a contradiction among them', async () => {
    const contradiction: InequalityRow[] = [
      { columns: [0, 1, 2], values: [1, 2, 3], bound: 5 },
      { columns: [0, 1, 2], values: [-1, -2, -3], bound: -5.1 },
    ];
    for (let seed = 0; seed < 8; seed++) {
      const program = solvableProgram(seed, { n: 8, m: 12, zero: seed % 3, rank: 3 * (seed % 2) });
      const solution = await solve(withRows(program, contradiction));
      expect(solution.native, `seed ${seed}`).toBe('primal infeasible');
      expect(solution.x).toBeUndefined();
    }
  });

  it('objectives without a lower bound', async () => {
    const unbounded = { status: 'failed', native: 'dual infeasible' };
    expect(await solve(programOf({ q: [-1, 0], a: [[-1, 0]], b: [0] }))).toMatchObject(unbounded);
    expect(await solve(programOf({ q: [-1, 0] }))).toMatchObject(unbounded);
    const flat = programOf({ p: [[1, 0], [0, 0]], q: [-1, -1], a: [[1, -1]], b: [0] }); // biome-ignore format: a matrix
    expect(await solve(flat)).toMatchObject(unbounded);
    for (let seed = 0; seed < 5; seed++) {
      // With a column in no row and a cost on it, whatever the rest is.
      const program = solvableProgram(seed, {
        n: 8,
        m: 12,
        zero: 2,
        rank: 3,
        columnSize: (j) => (j === 4 ? 0 : 1),
      });
      program.q[4] = 1;
      expect(await solve(program), `seed ${seed}`).toMatchObject(unbounded);
    }
  });

  it('a concave objective', async () => {
    const program = programOf({ p: [[-1]], q: [1], a: [[1], [-1]], b: [1, 1] });
    expect(await solve(program)).toMatchObject({ status: 'failed', native: 'problem non convex' });
  });

  it('too few iterations', async () => {
    const program = solvableProgram(1, { n: 30, m: 70, zero: 3, rank: 0, density: 0.3 });
    const solution = await (await osqp.open(program)).solve({ tolerance: 1e-9, maxIterations: 0.1 });
    expect(solution).toMatchObject({ status: 'limit', native: 'maximum iterations reached', iterations: 10 });
    expect(solution.x!.every(Number.isFinite)).toBe(true);
  });
});

describe('a session', () => {
  const cases = fc.record({
    seed: fc.nat(1000),
    rank: fc.constantFrom(0, 3, 8),
    zero: fc.nat(2),
    added: fc.nat(5),
  });

  it('with rows added ends where a new one does', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, rank, zero, added }) => {
        const program = solvableProgram(seed, { n: 8, m: 14, zero, rank });
        const session = await osqp.open(program);
        const first = await session.solve(options);
        const random = createRandom(seed, 'cuts');
        // Cuts through the half way from the optimum to a feasible point, so that there is a solution.
        const rows = Array.from({ length: added }, () => {
          const columns = [0, 2, 5, 7];
          const values = columns.map(() => random.normal());
          const here = values.reduce((sum, v, k) => sum + v * first.x![columns[k]!]!, 0);
          return { columns, values, bound: here + 0.1 * random.uniform() };
        });
        session.addRows(rows.slice(0, 2));
        session.addRows(rows.slice(2));
        const again = await session.solve(options);
        const whole = withRows(program, rows);
        const fresh = await solve(whole);
        expect([again.status, fresh.status]).toEqual(['solved', 'solved']);
        expect(again.z).toHaveLength(14 + added);
        expect(errorMeter(whole)(again.x!, again.z!).worst).toBeLessThanOrEqual(1e-9);
        const value = objective(whole, fresh.x!);
        expect(Math.abs(objective(whole, again.x!) - value)).toBeLessThan(1e-7 * (1 + Math.abs(value)));
      }),
      { numRuns: 30 },
    );
  });

  it('finds most optima from the last one, by polishing alone', async () => {
    let immediately = 0;
    for (let seed = 0; seed < 8; seed++) {
      const program = solvableProgram(seed, { n: 20, m: 40, rank: 20, density: 0.4 });
      const session = await osqp.open(program);
      const first = await session.solve(options);
      const row = { columns: [0, 1], values: [1, 1], bound: first.x![0]! + first.x![1]! - 0.05 };
      session.addRows([row]);
      const second = await session.solve(options);
      expect(second.status).toBe('solved');
      expect(second.x![0]! + second.x![1]!).toBeCloseTo(row.bound, 8);
      expect(second.z![40]).toBeGreaterThan(0);
      expect(first.iterations).toBeGreaterThan(0);
      if (second.iterations === 0) immediately++;
    }
    expect(immediately).toBeGreaterThanOrEqual(4);
  });

  it('solved again stays where it is, and its answers are the caller’s own', async () => {
    const session = await osqp.open(solvableProgram(3, { n: 8, m: 12, zero: 1, rank: 4 }));
    const first = await session.solve(options);
    const kept = first.x!.slice();
    first.x!.fill(99);
    const second = await session.solve(options);
    expect(second).toMatchObject({ status: 'solved', iterations: 0 });
    expect(second.x).toEqual(kept);
    session.dispose();
  });

  it('repeats itself', async () => {
    const program = solvableProgram(8, { n: 20, m: 40, zero: 3, rank: 5 });
    expect(await solve(program)).toEqual(await solve(program));
  });

  it('is reopened after rows that made it infeasible', async () => {
    const session = await osqp.open(programOf({ p: [[1]], q: [-2], a: [[1]], b: [1] }));
    await session.solve(options);
    session.addRows([{ columns: [0], values: [-1], bound: -2 }]);
    expect(await session.solve(options)).toMatchObject({ status: 'infeasible' });
  });

  it('refuses what does not fit', async () => {
    const good = programOf({ q: [1, 1], a: [[1, 1]], b: [1] });
    await expect(osqp.open({ ...good, q: Float64Array.of(1) })).rejects.toThrow('P is 2 x 2, expected 1 x 1');
    await expect(osqp.open({ ...good, b: Float64Array.of(1, 2) })).rejects.toThrow('A has 1 rows, b has 2');
    await expect(osqp.open({ ...good, zero: 2 })).rejects.toThrow('2 zero rows among 1');
    await expect(osqp.open({ ...good, q: Float64Array.of(1, Number.NaN) })).rejects.toThrow(
      'q holds a value',
    );
    const lower = sparse([[0, 0], [1, 0]]); // biome-ignore format: a matrix
    await expect(osqp.open({ ...good, p: lower })).rejects.toThrow('below its diagonal, in column 0');
    const session = await osqp.open(good);
    expect(() => session.addRows([{ columns: [2], values: [1], bound: 0 }])).toThrow('names column 2 of 2');
    expect(() => session.addRows([{ columns: [0.5], values: [1], bound: 0 }])).toThrow('names column 0.5');
    expect(() => session.addRows([{ columns: [0, 0], values: [1, 1], bound: 0 }])).toThrow('column 0 twice');
    expect(() => session.addRows([{ columns: [0], values: [], bound: 0 }])).toThrow('1 columns and 0 values');
    expect(() => session.addRows([{ columns: [0], values: [1], bound: Number.NaN }])).toThrow('not finite');
  });
});

/** Row i as dense values, and its bound. */
function rowOf({ a, b }: PolyhedralProgram, i: number): { values: number[]; bound: number } {
  const values = new Array<number>(a.cols).fill(0);
  for (let j = 0; j < a.cols; j++) {
    for (let k = a.colStart[j]!; k < a.colStart[j + 1]!; k++)
      if (a.rowIndex[k] === i) values[j] = a.values[k]!;
  }
  return { values, bound: b[i]! };
}
