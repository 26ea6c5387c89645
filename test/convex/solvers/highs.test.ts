import { describe, expect, it } from 'vitest';
import { loadHighs } from '#relucent/convex/solvers/highs/load.js';
import { highsSimplex } from '#relucent/convex/solvers/highs/simplex.js';
import { modelStatuses } from '#relucent/convex/solvers/highs/status.js';
import type { PolyhedralProgram } from '#relucent/convex/solvers/polyhedral.js';
import { wasmInstance } from '#relucent/convex/solvers/wasm-instance.js';
import { conicProgram } from './known-problems.js';

const options = { tolerance: 1e-9, maxIterations: 100 };
const runtime = wasmInstance(loadHighs);
const solver = highsSimplex(runtime);

// min x0 + x1 with x0 - x1 = 1 and x >= 0.
const { cones, ...program } = conicProgram({
  q: [1, 1],
  zero: [[1, -1, -1]],
  nonnegative: [
    [1, 0, 0],
    [0, 1, 0],
  ],
});
const small: PolyhedralProgram = { ...program, zero: cones.zero };

describe('HiGHS', () => {
  it('takes rows and starts again where it stood; multipliers come in order of arrival', async () => {
    const session = await solver.open(small);
    try {
      expect((await session.solve(options)).x![0]).toBe(1);
      session.addRows([{ columns: [0, 1], values: [-1, -2], bound: -7 }]);
      const { x, z, iterations, status, native } = await session.solve(options);
      expect([status, native]).toEqual(['solved', 'Optimal']);
      // x0 - x1 = 1 and x0 + 2 x1 = 7.
      expect(Array.from(x!)).toEqual([3, 2]);
      expect(iterations).toBeLessThanOrEqual(2);
      // Stationarity with rows A = [-1 1; -1 0; 0 -1; -1 -2]: z = (1/3, 0, 0, 2/3).
      [1 / 3, 0, 0, 2 / 3].forEach((value, r) => {
        expect(z![r]).toBeCloseTo(value, 9);
      });
    } finally {
      session.dispose();
    }
  });

  it('frees what 200 models held', async () => {
    const columns = 500;
    const large = conicProgram({ q: Array(columns).fill(1) });
    const wide: PolyhedralProgram = { ...large, zero: 0 };
    const use = async () => {
      const session = await solver.open(wide);
      try {
        session.addRows(
          Array.from({ length: columns }, (_, j) => ({ columns: [j], values: [-1], bound: -1 })),
        );
        await session.solve(options);
      } finally {
        session.dispose();
      }
    };
    for (let i = 0; i < 10; i++) await use();
    const warm = (await runtime.get()).memoryBytes;
    for (let i = 0; i < 200; i++) await use();
    expect((await runtime.get()).memoryBytes).toBe(warm);
  });

  it('refuses a quadratic objective and stays usable', async () => {
    const quadratic = conicProgram({ q: [1], p: [[1]] });
    await expect(solver.open({ ...quadratic, zero: 0 })).rejects.toThrow(/quadratic/);
    const session = await solver.open(small);
    expect((await session.solve(options)).status).toBe('solved');
    session.dispose();
  });

  it('knows every model status', async () => {
    const { constants } = await runtime.get();
    for (const code of Object.values(constants.modelStatus)) expect(modelStatuses[code]).toBeDefined();
    expect(modelStatuses[constants.modelStatus.optimal].status).toBe('solved');
    expect(modelStatuses[constants.modelStatus.infeasible].status).toBe('infeasible');
    expect(modelStatuses[constants.modelStatus.unbounded].status).toBe('failed');
    expect(modelStatuses[constants.modelStatus.iterationLimit].status).toBe('limit');
  });
});
