import { describe, expect, it } from 'vitest';
import { backends, implementationOf } from './backends.js';
import { knownProblems } from './known-problems.js';
import { objective, optimality } from './optimality.js';

describe.each(backends)('known problems by $solver.name', ({ solver, accuracy, tolerance, ...backend }) => {
  it.each(knownProblems)('$name', async ({ program, expected }) => {
    const implementation = await implementationOf(solver);
    const { status, native, x, z, iterations } = await implementation.solve(program, {
      tolerance,
      maxIterations: 200,
    });
    expect(native).not.toBe('');
    expect(iterations).toBeGreaterThanOrEqual(0);
    if (expected.ends === 'infeasible') {
      expect(status).toBe('infeasible');
      return;
    }
    if (expected.ends === 'unbounded') {
      expect(status).toBe('failed');
      expect(native).toMatch(/unbounded/i);
      return;
    }
    expect(status).toBe('solved');
    expect(x).toHaveLength(program.a.cols);
    expect(z).toHaveLength(program.a.rows);
    const { stationarity, ...residuals } = optimality(program, x!, z!);
    for (const residual of Object.values(residuals)) expect(residual).toBeLessThan(accuracy);
    // Only tangents of P excuse a larger residual.
    expect(stationarity).toBeLessThan(program.p.values.length > 0 ? backend.stationarity : accuracy);
    const error = Math.abs(objective(program, x!) - expected.value);
    expect(error).toBeLessThan(accuracy * (1 + Math.abs(expected.value)));
    expected.x?.forEach((value, j) => {
      // Near a smooth minimum the point is known to the root of what its value is known to.
      expect(Math.abs(x![j]! - value)).toBeLessThan(Math.sqrt(accuracy));
    });
  });

  it('reports its version', async () => {
    expect(await (await implementationOf(solver)).version()).toMatch(/\d+\.\d+\.\d+$/);
  });
});
