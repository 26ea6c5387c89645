import type { ConicSolution } from '../../../plugins/conic-solver.js';
import type { PolyhedralProgram, PolyhedralSession } from '../polyhedral.js';
import { checkProgram, withRows } from './rows.js';
import { firstRho, type NativeStatus, type Point, solve } from './solve.js';

const statuses: Readonly<Record<NativeStatus, ConicSolution['status']>> = {
  solved: 'solved',
  'solved inaccurate': 'inaccurate',
  'maximum iterations reached': 'limit',
  'primal infeasible': 'infeasible',
  'dual infeasible': 'failed',
  'problem non convex': 'failed',
  unsolved: 'failed',
};

/** Callers count iterations of an interior-point method, which factors in each; ADMM factors rarely and needs many more. */
const iterationsPerCount = 100;

/**
 * Holds a program and the last point found. Each solve starts from that point, the multipliers of new rows at zero;
 * scaling, order and factorization are computed anew, for new rows change them all. Throws a RangeError when the parts
 * of the program do not fit.
 */
export function openSession(program: PolyhedralProgram): PolyhedralSession {
  checkProgram(program);
  let current = program;
  let point: Point = {
    x: new Float64Array(program.q.length),
    z: new Float64Array(program.b.length),
    rho: firstRho,
  };
  return {
    addRows(rows) {
      current = withRows(current, rows);
      const z = new Float64Array(current.b.length);
      z.set(point.z);
      point = { ...point, z };
    },
    async solve({ tolerance, maxIterations }) {
      const outcome = solve(current, point, {
        tolerance,
        maxIterations: iterationsPerCount * maxIterations,
      });
      if (outcome.point) point = outcome.point;
      return {
        status: statuses[outcome.native],
        native: outcome.native,
        iterations: outcome.iterations,
        ...(outcome.point ? { x: outcome.point.x.slice(), z: outcome.point.z.slice() } : {}),
      };
    },
    /** Everything is on the JavaScript heap. */
    dispose() {},
  };
}
