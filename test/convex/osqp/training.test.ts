import { describe, expect, it } from 'vitest';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import osqp from '#relucent/convex/solvers/osqp/index.js';
import { analyseKkt } from '#relucent/convex/solvers/osqp/kkt.js';
import { errorMeter } from '#relucent/convex/solvers/osqp/residuals.js';
import { problemOf } from '../../support/problems.js';
import { objective } from '../solvers/optimality.js';
import { polyhedral, tangents, trainingProgram } from './training.js';

const cases = [
  { loss: 'hinge', weight: 1e-2, radius: 0 },
  { loss: 'squared', weight: 1e-2, radius: 0 },
  { loss: 'hinge', weight: 1e-2, radius: 0.05 },
  { loss: 'squared', weight: 1e-2, radius: 0.05 },
] as const;

async function conicOf({ loss, weight, radius }: (typeof cases)[number], n = 14, patterns = 5) {
  const problem = await problemOf({
    data: { source: 'generator', name: 'random-labels', n, d: 2, seed: 3, bias: true },
    loss: { type: loss },
    regularizer: { weight },
    threat: { radius },
  });
  return trainingProgram(problem, patterns);
}

describe('training programs', () => {
  it.each(cases)('$loss, radius $radius, norms max |u_j|: the optimum of Clarabel', async (task) => {
    const { program } = polyhedral(await conicOf(task));
    const solution = await (await osqp.open(program)).solve({ tolerance: 1e-8, maxIterations: 200 });
    expect(solution.native).toBe('solved');
    expect(errorMeter(program)(solution.x!, solution.z!).worst).toBeLessThanOrEqual(1e-8);
    const cones = { zero: program.zero, nonnegative: program.b.length - program.zero, secondOrder: [] };
    const other = await clarabel.solve({ ...program, cones }, { tolerance: 1e-9, maxIterations: 200 });
    const expected = objective(program, other.x!);
    expect(Math.abs(objective(program, solution.x!) - expected)).toBeLessThan(1e-6 * (1 + expected));
  });

  it('tangent cuts lead one session to the optimum over the cones', async () => {
    const conic = await conicOf(cases[0]);
    const expected = objective(
      conic,
      (await clarabel.solve(conic, { tolerance: 1e-9, maxIterations: 200 })).x!,
    );
    const { program, cones } = polyhedral(conic);
    const session = await osqp.open(program);
    let previous = Number.NEGATIVE_INFINITY;
    for (let round = 0; round < 20; round++) {
      const { native, x } = await session.solve({ tolerance: 1e-8, maxIterations: 200 });
      expect(native).toBe('solved');
      const value = objective(program, x!);
      expect(value).toBeGreaterThanOrEqual(previous - 1e-6);
      previous = value;
      const rows = tangents(cones, x!, 1e-6);
      if (rows.length === 0) break;
      session.addRows(rows);
    }
    expect(Math.abs(previous - expected)).toBeLessThan(1e-5 * (1 + expected));
  });

  it('their order leaves little fill: dense hinge rows come late', async () => {
    const { program } = polyhedral(await conicOf(cases[0], 60, 20));
    const { order, ldl } = analyseKkt(program.p, program.a);
    const entries = program.p.values.length + program.a.values.length;
    expect(ldl.colStart[order.length]!).toBeLessThan(1.5 * entries);
  });
});
