import { dot } from '../../../core/matrix.js';
import type {
  ConicOptions,
  ConicProgram,
  ConicSolution,
  ConicSolverImplementation,
} from '../../../plugins/conic-solver.js';
import type { PolyhedralSession, PolyhedralSolver } from '../polyhedral.js';
import type { CurvedSet, Cut } from './curved-set.js';
import { type Relaxation, relax } from './relaxation.js';

/** Violations below this drown in the feasibility tolerance of the polyhedral solvers. */
const smallestTolerance = 1e-7;

/**
 * Second-order cones for a solver that has none, by outer approximation (Kelley, The cutting-plane method for solving
 * convex programs, 1960): every cone is replaced by a few of its tangents, and after each solve the tangent at the
 * point found is added where that point violates its cone. `quadratic: 'tangents'` treats 1/2 x'Px in the same way.
 *
 * Every round solves a relaxation, so `infeasible` is right at any round, and so is the bound of the multipliers,
 * gathered into z in K*. `maxIterations` limits the rounds as well as the steps of each.
 *
 * A relaxation may be unbounded though the program is not; then tangents along the solver's ray end it, if it has one.
 * Training programs cannot get there: every norm has its own positive cost.
 */
export function withTangentCuts(
  solver: PolyhedralSolver,
  { quadratic }: { readonly quadratic: 'solver' | 'tangents' } = { quadratic: 'solver' },
): ConicSolverImplementation {
  return {
    version: () => solver.version(),
    async solve(program, options) {
      const relaxation = relax(program, quadratic === 'tangents');
      const session = await solver.open(relaxation.polyhedral);
      try {
        return await solveByCuts(session, program, relaxation, options);
      } finally {
        session.dispose();
      }
    },
  };
}

async function solveByCuts(
  session: PolyhedralSession,
  { a, cones }: ConicProgram,
  { polyhedral, curved }: Relaxation,
  options: ConicOptions,
): Promise<ConicSolution> {
  const flat = cones.zero + cones.nonnegative;
  const tolerance = Math.max(options.tolerance, smallestTolerance);
  const cuts: Cut[] = [];
  let added: readonly Cut[] = curved.flatMap((set) => set.start());
  let iterations = 0;
  for (let round = 1; ; round++) {
    session.addRows(added.map((cut) => cut.row));
    cuts.push(...added);
    const { status, x, z: multipliers, ...solution } = await session.solve(options);
    iterations += solution.iterations;
    const native =
      cuts.length === 0 ? solution.native : `${solution.native}; ${round} rounds, ${cuts.length} cuts`;
    if (!x || !multipliers) {
      added = cutsOffRay(session.ray?.(), curved, polyhedral.q);
      if (added.length === 0 || round >= options.maxIterations) return { status, native, iterations };
      continue;
    }

    const z = new Float64Array(a.rows);
    z.set(multipliers.subarray(0, flat));
    cuts.forEach((cut, i) => {
      cut.addToDual(Math.max(0, multipliers[flat + i]!), z);
    });
    const point = { native, x: x.slice(0, a.cols), z, iterations };
    if (status !== 'solved' && status !== 'inaccurate') return { status, ...point };
    added = curved.flatMap((set) => set.cutOff(x, tolerance) ?? []);
    if (added.length === 0) return { status, ...point };
    if (round >= options.maxIterations) return { status: 'limit', ...point };
  }
}

/** Cuts against a direction along which the relaxation is unbounded; none where the program itself is. */
function cutsOffRay(
  ray: Float64Array | undefined,
  curved: readonly CurvedSet[],
  cost: Float64Array,
): readonly Cut[] {
  if (!ray) return [];
  const descent = -dot(cost, ray);
  return curved.flatMap((set) => set.cutOffRay(ray, descent) ?? []);
}
