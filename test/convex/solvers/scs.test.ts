import { describe, expect, it } from 'vitest';
import { scsImplementation } from '#relucent/convex/solvers/scs-implementation.js';
import { loadScs } from '#relucent/convex/solvers/scs-module.js';
import { wasmInstance } from '#relucent/convex/solvers/wasm-instance.js';
import type { ConicProgram } from '#relucent/plugins/conic-solver.js';
import { conicProgram } from './known-problems.js';

const runtime = wasmInstance(loadScs);
const solver = scsImplementation(runtime);

/** min sum x over x >= 1, in so many variables. */
function halfLines(size: number): ConicProgram {
  const colStart = Uint32Array.from({ length: size + 1 }, (_, j) => j);
  const identity = { rows: size, cols: size, colStart, rowIndex: colStart.slice(0, size) };
  return {
    p: {
      ...identity,
      colStart: new Uint32Array(size + 1),
      rowIndex: new Uint32Array(0),
      values: new Float64Array(0),
    },
    q: new Float64Array(size).fill(1),
    a: { ...identity, values: new Float64Array(size).fill(-1) },
    b: new Float64Array(size).fill(-1),
    cones: { zero: 0, nonnegative: size, secondOrder: [] },
  };
}

describe('SCS', () => {
  it('frees what 200 solves held', async () => {
    const large = halfLines(5000);
    // Five steps each.
    for (let i = 0; i < 5; i++) await solver.solve(large, { tolerance: 1e-6, maxIterations: 0.01 });
    const warm = (await runtime.get()).HEAP8.length;
    for (let i = 0; i < 200; i++) await solver.solve(large, { tolerance: 1e-6, maxIterations: 0.01 });
    expect((await runtime.get()).HEAP8.length).toBe(warm);
  });

  it('stops at its limit with the point it has', async () => {
    const ball = conicProgram({
      q: [-1, -2],
      cones: [
        [
          [0, 0, 1],
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
    });
    const cut = await solver.solve(ball, { tolerance: 1e-9, maxIterations: 0.01 });
    expect(cut.status).toBe('limit');
    expect(cut.native).toMatch(/inaccurate/);
    expect(cut.iterations).toBe(5);
    expect(cut.x).toHaveLength(2);
  });
});

describe('a WebAssembly instance', () => {
  it('is kept between uses and replaced after it is discarded', async () => {
    let loads = 0;
    const instance = wasmInstance(async () => ++loads);
    expect([await instance.get(), await instance.get()]).toEqual([1, 1]);
    instance.discard();
    expect(await instance.get()).toBe(2);
  });
});
