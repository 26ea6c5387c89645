import { describe, expect, it } from 'vitest';
import { scsImplementation } from '#relucent/convex/solvers/scs-implementation.js';
import { loadScs } from '#relucent/convex/solvers/scs-module.js';
import { wasmInstance } from '#relucent/convex/solvers/wasm-instance.js';
import { conicProgram } from './known-problems.js';

const runtime = wasmInstance(loadScs);
const solver = scsImplementation(runtime);
const options = { tolerance: 1e-6, maxIterations: 100 };

/** min sum x over x >= 1, in so many variables. */
const program = (size: number) =>
  conicProgram({
    q: Array(size).fill(1),
    nonnegative: Array.from({ length: size }, (_, r) => [
      ...Array.from({ length: size }, (_, j) => (r === j ? 1 : 0)),
      -1,
    ]),
  });

describe('SCS', () => {
  it('frees what 200 solves held', async () => {
    const large = program(500);
    for (let i = 0; i < 5; i++) await solver.solve(large, options);
    const warm = (await runtime.get()).HEAP8.length;
    for (let i = 0; i < 200; i++) await solver.solve(large, options);
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
