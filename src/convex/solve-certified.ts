import type { HistoryPoint } from '../core/generated/documents.js';
import { dot } from '../core/matrix.js';
import type { Problem } from '../core/problem.js';
import type { ConicSolution } from '../plugins/conic-solver.js';
import { assemble, type Scaling } from './assemble.js';
import type { DualBound } from './bounds.js';
import { type CertifiedSolution, certifySolution } from './certify-solution.js';
import type { LossBlock } from './losses/loss-block.js';
import type { Pattern } from './patterns/pattern.js';
import type { Repair } from './repair.js';
import type { SolverThread } from './solvers/solver-thread.js';

/**
 * Units tried in turn until the certified gap is closed: neurons are measured in `reach` divided by the typical
 * length of a row, the objective so that the norms cost 1. Which of them suits a program cannot be told beforehand;
 * they differ by factors of 2 to 50 in the gap reached, and sometimes in whether the solver returns a point at all.
 */
const attempts: readonly { readonly reach: number; readonly tolerance: number }[] = [
  { reach: 1, tolerance: 1e-9 },
  { reach: 100, tolerance: 1e-9 },
  { reach: 10, tolerance: 1e-8 },
  { reach: 1000, tolerance: 1e-7 },
];
const maxIterations = 200;

/** The best feasible point and the best bound so far; they may come from different attempts. */
export interface Incumbent {
  readonly upper: number;
  readonly repair: Repair;
  readonly bound: DualBound;
  readonly gap: number;
}

export interface Attempt {
  readonly solution: ConicSolution;
  readonly incumbent: Incumbent | undefined;
  readonly rows: number;
  readonly nonzeros: number;
  readonly history: HistoryPoint;
}

/** Largest gap that counts as closed: relative to 1 + |objective|, as conic solvers measure it. */
export function closedGap(upper: number, tolerance: number): number {
  return tolerance * (1 + Math.abs(upper));
}

/**
 * Solves the training program until its certified gap is closed, each time in other units. No status is believed: an
 * interior-point method calls badly scaled programs "optimal" far from their optimum (16 times too high at
 * beta = 1e-9), and the certified gap finds it out.
 */
export async function* solveCertified(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  thread: SolverThread,
  tolerance: number,
): AsyncGenerator<Attempt> {
  const started = performance.now();
  let incumbent: Incumbent | undefined;
  for (const attempt of attempts) {
    const assembly = assemble(problem, patterns, loss, unitsOf(problem, attempt.reach));
    const solution = await thread.solve(assembly.program, {
      // A gap wider than the solver's usual one needs less of it.
      tolerance: Math.max(attempt.tolerance, tolerance / 1000),
      maxIterations,
    });
    const certified = certifySolution(problem, patterns, loss, assembly, solution);
    if (certified) incumbent = improved(incumbent, certified);
    yield {
      solution,
      incumbent,
      rows: assembly.program.a.rows,
      nonzeros: assembly.program.a.values.length,
      history: {
        iteration: solution.iterations,
        seconds: (performance.now() - started) / 1000,
        ...(incumbent
          ? { objective: incumbent.upper, upper: incumbent.upper, lower: incumbent.bound.value }
          : {}),
      },
    };
    if (incumbent && incumbent.gap <= closedGap(incumbent.upper, tolerance)) return;
  }
}

function improved(old: Incumbent | undefined, { upper, repair, bound }: CertifiedSolution): Incumbent {
  const primal = old && old.upper <= upper ? old : { upper, repair };
  const dual = old && old.bound.value >= bound.value ? old.bound : bound;
  return {
    upper: primal.upper,
    repair: primal.repair,
    bound: dual,
    gap: Math.max(0, primal.upper - dual.value),
  };
}

/** Neurons in units of reach / (root mean square length of a row), the objective so that a unit norm costs 1. */
function unitsOf({ train: { x }, weight }: Problem, reach: number): Scaling {
  const rowLength = Math.sqrt(dot(x.data, x.data) / x.rows) || 1;
  const neurons = reach / rowLength;
  return { neurons, objective: 1 / (weight * neurons) };
}
