import { describe, expect, it } from 'vitest';
import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { openSolverThread } from '#relucent/convex/solvers/solver-thread.js';
import type { ConicProgram, ConicSolution, ConicSolver } from '#relucent/plugins/conic-solver.js';
import { backends, implementationOf } from './backends.js';
import { conicProgram, knownProblems, oneRowCone } from './known-problems.js';

const options = { tolerance: 1e-8, maxIterations: 100 };

async function inThread(
  solver: ConicSolver,
  programs: readonly ConicProgram[],
): Promise<readonly ConicSolution[]> {
  const thread = openSolverThread(solver, new AbortController().signal);
  try {
    return await Promise.all(programs.map((program) => thread.solve(program, options)));
  } finally {
    await thread.close();
  }
}

const withCode = (code: string): ConicSolver => ({
  ...clarabel,
  implementation: `data:text/javascript,${encodeURIComponent(`export default { version: async () => '1', solve: async () => { ${code} } }`)}`,
});

const sound = knownProblems[0]!.program;

describe('failures of a solver', () => {
  it.each([
    ['a trap', "throw new WebAssembly.RuntimeError('unreachable')", /unreachable/],
    ['the end of its thread', 'process.exit(7)', /code 7/],
  ])('%s is a failed solution', async (_, code, native) => {
    const [solution] = await inThread(withCode(code), [sound]);
    expect(solution!.status).toBe('failed');
    expect(solution!.native).toMatch(native);
  });

  it.each(backends)('$solver.name: a matrix that breaks the rules fails, in words', async ({ solver }) => {
    const a = { ...sound.a, rowIndex: sound.a.rowIndex.map(() => 99) };
    const [solution] = await inThread(solver, [{ ...sound, a }]);
    expect(solution!.status).toBe('failed');
    expect(solution!.native).not.toBe('');
  });

  it.each(backends.filter(({ solver }) => solver.name !== 'clarabel'))(
    '$solver.name solves again after a failure',
    async ({ solver }) => {
      const a = { ...sound.a, rowIndex: sound.a.rowIndex.map(() => 99) };
      const [bad, good] = await inThread(solver, [{ ...sound, a }, sound]);
      expect(bad!.status).toBe('failed');
      expect(good!.status).toBe('solved');
    },
  );

  it('cones of one row: HiGHS and SCS take them, Clarabel traps', async () => {
    for (const { solver, accuracy } of backends) {
      if (solver === clarabel) {
        const [solution] = await inThread(solver, [oneRowCone.program]);
        expect(solution).toMatchObject({ status: 'failed', native: 'unreachable' });
      } else {
        const { x } = await (await implementationOf(solver)).solve(oneRowCone.program, options);
        expect(Math.abs(x![0]! - 1)).toBeLessThan(accuracy);
      }
    }
  });
});

describe('empty blocks', () => {
  it.each(backends)('$solver.name: cones alone, zero rows alone', async ({ solver, accuracy }) => {
    const implementation = await implementationOf(solver);
    const zeroRows = conicProgram({ q: [1], zero: [[2, -4]] });
    const { x, z } = await implementation.solve(zeroRows, options);
    expect(Math.abs(x![0]! - 2)).toBeLessThan(accuracy);
    // 1 + A z = 0 with A = -2.
    expect(Math.abs(z![0]! - 0.5)).toBeLessThan(accuracy);
  });
});
