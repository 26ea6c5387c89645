import type {
  ConicOptions,
  ConicProgram,
  ConicSolution,
  ConicSolverImplementation,
} from '../../plugins/conic-solver.js';
import { loadScs, type Scs, type ScsCones, type ScsData } from './scs-module.js';
import { type WasmInstance, wasmInstance } from './wasm-instance.js';

/** Every status of the package, and `failed` for any it does not name. */
const statuses: Readonly<Record<string, ConicSolution['status']>> = {
  SOLVED: 'solved',
  INFEASIBLE: 'infeasible',
  UNBOUNDED: 'failed',
  // SCS calls inaccurate what it holds when its iterations are used up; only SOLVED_INACCURATE comes with a point.
  SOLVED_INACCURATE: 'limit',
  INFEASIBLE_INACCURATE: 'limit',
  UNBOUNDED_INACCURATE: 'limit',
  UNFINISHED: 'failed',
  INDETERMINATE: 'failed',
  SIGINT: 'failed',
  FAILED: 'failed',
  UNKNOWN: 'failed',
};

/**
 * A step costs one back-substitution, where an iteration of an interior-point method costs a factorisation. The 200
 * iterations that training asks for become the 100,000 steps that SCS takes by default.
 */
const stepsPerIteration = 500;
/** Residuals asked for at least; 1e-4 of the objective is what they give, and beyond them a splitting method crawls. */
const smallestTolerance = 1e-7;

/** SCS (WebAssembly): operator splitting over all our cones, with P. */
export function scsImplementation(runtime: WasmInstance<Scs>): ConicSolverImplementation {
  return {
    // The package does not tell; it was built from this release.
    version: async () => '3.2.7',

    async solve(program, options) {
      const scs = await runtime.get();
      try {
        return run(scs, program, options);
      } catch (error) {
        runtime.discard();
        throw error;
      }
    },
  };
}

export default scsImplementation(wasmInstance(loadScs));

function run(scs: Scs, program: ConicProgram, options: ConicOptions): ConicSolution {
  const { data, cones } = scsProgram(program);
  const settings = new scs.ScsSettings();
  try {
    scs.setDefaultSettings(settings);
    settings.verbose = 0;
    settings.maxIters = stepsPerIteration * options.maxIterations;
    settings.epsAbs = Math.max(options.tolerance, smallestTolerance);
    settings.epsRel = settings.epsAbs;
    // Work space: without one SCS allocates it in each call and never frees it.
    const start = { x: new Float64Array(data.n), y: new Float64Array(data.m), s: new Float64Array(data.m) };
    const { status, info, x, y } = scs.solve(data, cones, settings, start);
    const ours = statuses[status] ?? 'failed';
    const point =
      x && y ? { x: Float64Array.from(x), z: Float64Array.from(y).subarray(0, program.a.rows) } : {};
    return { status: ours, native: info.status, iterations: Math.max(0, info.iter), ...point };
  } finally {
    settings.delete();
  }
}

/**
 * Our form is that of SCS: same order of cones, same signs, upper triangle of P. It only refuses a program without rows
 * or entries, for which the row 0 x_0 <= 1 stands in.
 */
function scsProgram({ p, q, a, b, cones }: ConicProgram): {
  readonly data: ScsData;
  readonly cones: ScsCones;
} {
  const noRows = a.rows === 0;
  const noEntries = a.values.length === 0;
  return {
    data: {
      m: noRows ? 1 : a.rows,
      n: a.cols,
      A_x: noEntries ? [0] : a.values,
      A_i: noEntries ? [0] : a.rowIndex,
      A_p: noEntries ? a.colStart.map((_, j) => (j === 0 ? 0 : 1)) : a.colStart,
      P_x: p.values,
      P_i: p.rowIndex,
      P_p: p.colStart,
      b: noRows ? [1] : b,
      c: q,
    },
    cones: {
      z: cones.zero,
      l: noRows ? 1 : cones.nonnegative,
      q: cones.secondOrder,
      qsize: cones.secondOrder.length,
    },
  };
}
