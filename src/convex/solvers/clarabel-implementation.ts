import { clarabelVersion, loadWasm } from 'cvxjs';
import type { ConicSolution, ConicSolverImplementation } from '../../plugins/conic-solver.js';

/** Native statuses of the WebAssembly build; whatever it does not name it calls `unknown`, without a point. */
const statuses: Readonly<Record<string, ConicSolution['status']>> = {
  optimal: 'solved',
  infeasible: 'infeasible',
  unbounded: 'failed',
  max_iterations: 'limit',
  unknown: 'inaccurate',
};

const implementation: ConicSolverImplementation = {
  version: clarabelVersion,

  async solve({ p, q, a, b, cones }, options) {
    const wasm = await loadWasm();
    const result = wasm.solve(
      p.colStart,
      p.rowIndex,
      p.values,
      q,
      a.colStart,
      a.rowIndex,
      a.values,
      b,
      a.cols,
      a.rows,
      JSON.stringify({
        zero: cones.zero,
        nonneg: cones.nonnegative,
        soc: cones.secondOrder,
        exp: cones.exponential ?? 0,
        power: [],
      }),
      JSON.stringify({
        verbose: false,
        max_iter: options.maxIterations,
        time_limit: 1e10,
        tol_gap_abs: options.tolerance,
        tol_gap_rel: options.tolerance,
      }),
    );
    return {
      status: statuses[result.status] ?? 'failed',
      native: result.status,
      iterations: result.iterations,
      ...(result.x && result.z ? { x: Float64Array.from(result.x), z: Float64Array.from(result.z) } : {}),
    };
  },
};

export default implementation;
