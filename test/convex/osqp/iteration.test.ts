import { describe, expect, it } from 'vitest';
import { adaptedRho, iterate, rhoByRow, sigma, step } from '#relucent/convex/solvers/osqp/admm.js';
import { analyseKkt, kkt } from '#relucent/convex/solvers/osqp/kkt.js';
import { polish } from '#relucent/convex/solvers/osqp/polish.js';
import { multiply, multiplySymmetric, multiplyTransposed } from '#relucent/convex/solvers/osqp/products.js';
import { errorMeter } from '#relucent/convex/solvers/osqp/residuals.js';
import { equilibrate, type ScaledProgram } from '#relucent/convex/solvers/osqp/scaling.js';
import type { PolyhedralProgram } from '#relucent/convex/solvers/polyhedral.js';
import { programOf, solvableProgram } from './programs.js';

const badlyScaled = (seed: number) =>
  solvableProgram(seed, { n: 8, m: 12, zero: 2, rank: 3, columnSize: (j) => [255, 1, 0.01][j % 3]! });

/** Runs some iterations with a fixed step size, as the paper has them, on a program in its own units. */
function run(program: PolyhedralProgram, iterations: number) {
  const n = program.q.length;
  const m = program.b.length;
  const unit: ScaledProgram = {
    ...program,
    columns: new Float64Array(n).fill(1),
    rows: new Float64Array(m).fill(1),
    cost: 1,
  };
  const analysis = analyseKkt(program.p, program.a);
  const system = kkt(analysis, program.p, program.a);
  const rhos = new Float64Array(m);
  rhoByRow(0.1, unit, rhos);
  expect(system.factor(sigma, rhos.map((rho) => 1 / rho))).toBe(true); // biome-ignore format: short
  let now = iterate(n, m);
  for (let k = 0; k < iterations; k++) {
    const next = iterate(n, m);
    step(unit, system, rhos, now, next, new Float64Array(n + m));
    now = next;
  }
  return { unit, analysis, system, rhos, now };
}

describe('equilibration', () => {
  it('is a change of units: values and products translate', () => {
    for (let seed = 0; seed < 5; seed++) {
      const program = badlyScaled(seed);
      const scaled = equilibrate(program);
      const x = Float64Array.from(program.q, (_, j) => Math.sin(j + seed));
      const inner = x.map((value, j) => value / scaled.columns[j]!);
      const activity = [new Float64Array(12), new Float64Array(12)] as const;
      multiply(program.a, x, activity[0]);
      multiply(scaled.a, inner, activity[1]);
      activity[0].forEach((value, i) => {
        expect(activity[1][i]! / scaled.rows[i]!).toBeCloseTo(value, 10);
      });
      const curvature = [new Float64Array(8), new Float64Array(8)] as const;
      multiplySymmetric(program.p, x, curvature[0]);
      multiplySymmetric(scaled.p, inner, curvature[1]);
      curvature[0].forEach((value, j) => {
        const back = curvature[1][j]! / (scaled.columns[j]! * scaled.cost);
        expect(Math.abs(back - value)).toBeLessThan(1e-10 * (1 + Math.abs(value)));
        expect(scaled.q[j]! / (scaled.columns[j]! * scaled.cost)).toBeCloseTo(program.q[j]!, 8);
      });
    }
  });

  it('brings rows and columns of sizes 0.01 to 255 near 1', () => {
    for (let seed = 0; seed < 5; seed++) {
      const { a } = equilibrate(badlyScaled(seed));
      const sizes = Array.from({ length: a.cols }, (_, j) =>
        Math.max(...a.values.subarray(a.colStart[j]!, a.colStart[j + 1]!).map(Math.abs)),
      );
      expect(Math.max(...sizes)).toBeLessThan(1.2);
      expect(Math.min(...sizes)).toBeGreaterThan(1e-3);
    }
  });

  it('leaves empty rows and columns alone', () => {
    const scaled = equilibrate(programOf({ q: [0, 4], a: [[0, 0], [0, 2]], b: [1, 1] })); // biome-ignore format: short
    expect(scaled.columns[0]).toBe(1);
    expect(scaled.rows[0]).toBe(1);
    expect([...scaled.columns, ...scaled.rows].every(Number.isFinite)).toBe(true);
  });
});

describe('products', () => {
  it('take the symmetric matrix from its upper triangle', () => {
    const { p, a } = programOf({ p: [[2, 3], [3, 5]], q: [0, 0], a: [[1, 2], [0, -1], [4, 0]], b: [0, 0, 0] }); // biome-ignore format: short
    const out = new Float64Array(2);
    multiplySymmetric(p, Float64Array.of(1, -2), out);
    expect([...out]).toEqual([-4, -7]);
    multiplyTransposed(a, Float64Array.of(1, 2, 3), out);
    expect([...out]).toEqual([13, 0]);
  });
});

describe('an iteration', () => {
  it('writes into a new iterate and leaves the old one', () => {
    const { unit, system, rhos, now } = run(solvableProgram(2, { n: 4, m: 6, zero: 1, rank: 4 }), 3);
    const before = structuredClone(now);
    step(unit, system, rhos, now, iterate(4, 6), new Float64Array(10));
    expect(now).toEqual(before);
  });

  it('stays at an optimum', () => {
    // min x^2/2 - 2x, x <= 1: x = 1, y = 1.
    const program = programOf({ p: [[1]], q: [-2], a: [[1]], b: [1] });
    const { unit, system, rhos } = run(program, 0);
    const optimum = { x: Float64Array.of(1), w: Float64Array.of(1), y: Float64Array.of(1) };
    const next = iterate(1, 1);
    step(unit, system, rhos, optimum, next, new Float64Array(2));
    for (const part of [next.x, next.w, next.y]) expect(part[0]).toBeCloseTo(1, 12);
  });

  it('keeps w inside the bounds and y >= 0 on inequalities, and closes in on the optimum', () => {
    const program = solvableProgram(5, { n: 6, m: 9, zero: 2, rank: 6 });
    const measure = errorMeter(program);
    const error = (iterations: number) => {
      const { now } = run(program, iterations);
      now.w.forEach((value, i) => {
        expect(value).toBeLessThanOrEqual(program.b[i]!);
        if (i >= program.zero) expect(now.y[i]).toBeGreaterThanOrEqual(0);
      });
      return measure(now.x, now.y).worst;
    };
    expect(error(400)).toBeLessThan(1e-2 * error(10));
  });

  it('raises the step size where the rows lag, lowers it where the gradient does, else keeps it', () => {
    const unit = run(programOf({ p: [[1]], q: [-2], a: [[1]], b: [1] }), 0).unit;
    const at = (x: number, w: number, y: number) =>
      adaptedRho(unit, { x: Float64Array.of(x), w: Float64Array.of(w), y: Float64Array.of(y) }, 0.1);
    expect(at(1, 0.5, 1.0001)).toBeGreaterThan(0.5);
    expect(at(1, 1.00001, 0.2)).toBeLessThan(0.02);
    expect(at(1, 0.9, 0.8)).toBe(0.1);
  });
});

describe('polishing', () => {
  it.each([0, 3, 7])('takes most rough points to machine precision (rank %i)', (rank) => {
    let polished = 0;
    for (let seed = 0; seed < 6; seed++) {
      const program = solvableProgram(seed, { n: 7, m: 14, zero: 2, rank });
      const measure = errorMeter(program);
      const { unit, analysis, now } = [25, 100, 400, 1600]
        .map((iterations) => run(program, iterations))
        .find((point) => measure(point.now.x, point.now.y).worst < 1e-3)!;
      expect(measure(now.x, now.y).worst).toBeGreaterThan(1e-13);
      const system = kkt(analysis, program.p, program.a);
      const point = polish(unit, system, now, ({ x, y }) => measure(x, y).worst < 2e-15);
      if (!point) continue;
      expect(Math.min(...point.y.subarray(program.zero))).toBeGreaterThanOrEqual(0);
      polished++;
    }
    expect(polished).toBeGreaterThanOrEqual(5);
  });

  it('gives up where nothing acceptable comes out', () => {
    const program = solvableProgram(1, { n: 5, m: 8, rank: 2 });
    const { unit, analysis, now } = run(program, 20);
    expect(polish(unit, kkt(analysis, program.p, program.a), now, () => false)).toBeUndefined();
  });
});
