import type { Highs, Model } from 'highs';
import type { ConicOptions, ConicSolution } from '../../../plugins/conic-solver.js';
import type { PolyhedralProgram, PolyhedralSolver } from '../polyhedral.js';
import type { WasmInstance } from '../wasm-instance.js';
import { highsModel, highsRows } from './model.js';
import { modelStatuses } from './status.js';

/** Pivots that cost about as much as one iteration of an interior-point method. */
const pivotsPerIteration = 1000;
/** HiGHS's default feasibility tolerance and the least it allows. */
const tolerances = { largest: 1e-7, smallest: 1e-10 };

/**
 * Linear programs by the simplex method of HiGHS (WebAssembly). A session is one model, solved again from its last
 * basis; its memory is freed by `dispose` alone. Throws where P is not 0.
 */
export function highsSimplex(runtime: WasmInstance<Highs>): PolyhedralSolver {
  return {
    async version() {
      return (await runtime.get()).version.string;
    },

    async open(program) {
      if (program.p.values.length > 0) throw new Error('the simplex method takes no quadratic objective');
      const highs = await runtime.get();
      let lost = false;
      /** After an error the instance may be beyond use (a trap): it is given up as a whole, with its models. */
      const guarded = <Result>(call: () => Result): Result => {
        try {
          return call();
        } catch (error) {
          lost = true;
          runtime.discard();
          throw error;
        }
      };
      const model = guarded(() => load(highs, program));
      return {
        addRows(rows) {
          if (rows.length === 0) return;
          guarded(() => model.addRows(highsRows(rows, program.a.cols, highs.infinity)));
        },
        solve: async (options) => guarded(() => run(model, options)),
        ray: () => guarded(() => rayOf(model)),
        dispose() {
          if (!lost) model.dispose();
        },
      };
    },
  };
}

function load(highs: Highs, program: PolyhedralProgram): Model {
  const model = highs.createModel();
  model.options.set({
    output_flag: false,
    solver: 'simplex',
    // The least it allows; smaller coefficients are dropped from the rows.
    small_matrix_value: 1e-12,
  });
  model.passModel(highsModel(program, highs.infinity));
  return model;
}

function run(model: Model, { tolerance, maxIterations }: ConicOptions): ConicSolution {
  const feasibility = Math.min(Math.max(tolerance, tolerances.smallest), tolerances.largest);
  model.options.set({
    primal_feasibility_tolerance: feasibility,
    dual_feasibility_tolerance: feasibility,
    simplex_iteration_limit: Math.min(pivotsPerIteration * maxIterations, 2 ** 31 - 1),
  });
  const { modelStatus } = model.run();
  const { status, native } = modelStatuses[modelStatus];
  // The counter is -1 where presolve left nothing to do.
  const iterations = Math.max(0, Number(model.info.get('simplex_iteration_count')));
  if (status === 'failed' || status === 'infeasible' || !hasPoint(model))
    return { status, native, iterations };
  const { colValue, rowDual } = model.getSolution();
  // HiGHS: q = A'y + (column duals, 0 on free columns), so y <= 0 on rows at their upper bound and z = -y.
  return { status, native, iterations, x: colValue, z: rowDual.map((value) => -value) };
}

/** Whether the last run left primal and dual values, feasible or not. */
function hasPoint(model: Model): boolean {
  return ['primal_solution_status', 'dual_solution_status'].every((part) => model.info.get(part) !== 0);
}

function rayOf(model: Model): Float64Array | undefined {
  return modelStatuses[model.getModelStatus()].unbounded ? model.getPrimalRay()?.values : undefined;
}
