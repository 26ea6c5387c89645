import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvedCones } from '#relucent/convex/solvers/cuts/cones.js';
import type { Cut } from '#relucent/convex/solvers/cuts/curved-set.js';
import { curvedQuadratics } from '#relucent/convex/solvers/cuts/quadratics.js';
import type { ConicProgram } from '#relucent/plugins/conic-solver.js';
import { backends, implementationOf } from './backends.js';
import { conicProgram, knownProblems } from './known-problems.js';
import { dualObjective, transposedTimes } from './optimality.js';

const entry = fc.integer({ min: -300, max: 300 }).map((hundredths) => hundredths / 100);
const vector = (length: number) => fc.array(entry, { minLength: length, maxLength: length });

/** Activity of a cut's row minus its bound: positive where the cut is violated. */
function excess({ row }: Cut, x: ArrayLike<number>): number {
  return row.columns.reduce((sum, column, i) => sum + row.values[i]! * x[column]!, -row.bound);
}

/** A program of one affine cone of four rows over three variables, after one nonnegative row. */
const affineCone = fc
  .array(vector(4), { minLength: 4, maxLength: 4 })
  .map((cone) => conicProgram({ q: [0, 0, 0], nonnegative: [[1, 0, 0, 0]], cones: [cone] }));

/** s = b - Ax on the cone's rows. */
function coneSlack(program: ConicProgram, x: readonly number[]): Float64Array {
  const s = program.b.slice();
  for (let j = 0; j < program.a.cols; j++) {
    for (let e = program.a.colStart[j]!; e < program.a.colStart[j + 1]!; e++) {
      s[program.a.rowIndex[e]!]! -= program.a.values[e]! * x[j]!;
    }
  }
  return s.subarray(program.cones.zero + program.cones.nonnegative);
}

describe('tangents of a cone', () => {
  it('cut off exactly the points outside, as deep as they are outside', () => {
    fc.assert(
      fc.property(affineCone, vector(3), (program, x) => {
        const [head, ...rest] = coneSlack(program, x);
        const depth = Math.hypot(...rest) - head!;
        const cut = curvedCones(program)[0]!.cutOff(Float64Array.from(x), 1e-9);
        if (depth > 1e-6) expect(excess(cut!, x)).toBeCloseTo(depth, 9);
        if (depth < -1e-6) expect(cut).toBeUndefined();
      }),
    );
  });

  it('hold for every point inside', () => {
    fc.assert(
      fc.property(affineCone, vector(3), vector(3), fc.nat(9), (shape, outside, x, margin) => {
        const [head, ...rest] = coneSlack(shape, x);
        const b = shape.b.slice();
        b[1]! += Math.hypot(...rest) - head! + margin;
        const program = { ...shape, b };
        const [cone] = curvedCones(program);
        const cuts = [...cone!.start(), cone!.cutOff(Float64Array.from(outside), 1e-9) ?? []].flat();
        for (const cut of cuts) expect(excess(cut, x)).toBeLessThan(1e-9);
      }),
    );
  });

  it('have multipliers in the dual cone that weigh the rows as the cut does', () => {
    fc.assert(
      fc.property(affineCone, vector(3), fc.double({ min: 0, max: 9, noNaN: true }), (program, x, m) => {
        const cut = curvedCones(program)[0]!.cutOff(Float64Array.from(x), 1e-9);
        fc.pre(cut !== undefined);
        const z = new Float64Array(program.a.rows);
        cut!.addToDual(m, z);
        expect(Math.hypot(...z.subarray(2))).toBeLessThanOrEqual(z[1]! + 1e-12);
        const row = new Float64Array(3);
        cut!.row.columns.forEach((column, i) => {
          row[column] = m * cut!.row.values[i]!;
        });
        transposedTimes(program.a, z).forEach((value, j) => {
          expect(value).toBeCloseTo(row[j]!, 9);
        });
        const bound = z.reduce((sum, value, r) => sum + value * program.b[r]!, 0);
        expect(bound).toBeCloseTo(m * cut!.row.bound, 9);
      }),
    );
  });
});

describe('tangents of a quadratic', () => {
  // P = [2 1 0; 1 2 0; 0 0 3] falls into a block of two variables and one of one.
  const { p } = conicProgram({
    q: [0, 0, 0],
    p: [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 3],
    ],
  });
  const [pair, single] = curvedQuadratics(p, 3);
  const value = ([a, b, c]: number[]) => [a! * a! + a! * b! + b! * b!, (3 * c! * c!) / 2];

  it('touch it at the point and stay below it elsewhere', () => {
    expect(curvedQuadratics(p, 3)).toHaveLength(2);
    fc.assert(
      fc.property(vector(3), vector(3), (t, x) => {
        [pair, single].forEach((set, i) => {
          fc.pre(value(t)[i]! > 1e-6);
          const below = Float64Array.from([...t, 0, 0]);
          const cut = set!.cutOff(below, 1e-9)!;
          expect(excess(cut, below)).toBeCloseTo(value(t)[i]!, 9);
          expect(excess(cut, [...x, ...value(x)])).toBeLessThan(1e-9);
        });
      }),
    );
    expect(pair!.cutOff(Float64Array.from([1, 1, 0, 3, 0]), 1e-9)).toBeUndefined();
  });

  it('end a ray', () => {
    const ray = Float64Array.from([1, 0, 0, 0, 0]);
    const cut = pair!.cutOffRay(ray, 5)!;
    const [slope, w] = [cut.row.values[cut.row.columns.indexOf(0)]!, cut.row.values.at(-1)!];
    // Along the ray w must rise by more than the 5 that the cost falls.
    expect(slope / -w).toBeGreaterThan(5);
    expect(single!.cutOffRay(ray, 5)).toBeUndefined();
  });
});

describe('rounds of cuts', () => {
  const curved = knownProblems.filter(
    ({ program, expected }) => program.cones.secondOrder.length > 0 && expected.ends === 'optimal',
  );
  const { solver } = backends.find((backend) => backend.solver.name === 'highs')!;

  it.each(curved)('$name: every round gives a lower bound', async ({ program, expected }) => {
    const implementation = await implementationOf(solver);
    if (expected.ends !== 'optimal') throw new Error('an optimal problem was expected');
    for (const maxIterations of [1, 2, 3, 5]) {
      const { x, z, status } = await implementation.solve(program, { tolerance: 1e-9, maxIterations });
      if (!x || !z) continue;
      expect(['limit', 'solved']).toContain(status);
      expect(dualObjective(program, x, z)).toBeLessThan(expected.value + 1e-8);
    }
  });
});
