import type { HistoryPoint } from '../core/generated/documents.js';
import { dot, type Matrix } from '../core/matrix.js';
import type { ConicSolution } from '../plugins/conic-solver.js';
import type { Tensors } from '../plugins/trainer.js';
import type { Bound, Certified, Formulation, Scaling } from './formulations/formulation.js';
import type { Slopes } from './soft/slopes.js';
import type { ChosenBackend } from './solvers/choose-backend.js';
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
/**
 * Units for programs that came back without any point from all of those. With exponential cones that is a matter of
 * chance: on one robust logistic program 1, 10, 100 and 1000 failed, 0.1, 30, 300 and 10000 closed the gap to 1e-9.
 */
const lastAttempts: typeof attempts = [
  { reach: 30, tolerance: 1e-8 },
  { reach: 300, tolerance: 1e-8 },
  { reach: 0.1, tolerance: 1e-8 },
];
const maxIterations = 200;

/** The best feasible point and the best bound so far; they may come from different attempts. */
export interface Incumbent extends Omit<Certified, 'bound'> {
  /** Absent where a method has proven nothing from below. */
  readonly bound?: Bound;
  /** upper - bound, at least 0; infinite without a bound. */
  readonly gap: number;
}

/** An incumbent with a proof from below. */
export type BoundedIncumbent = Incumbent & { readonly bound: Bound };

/** The incumbent where something bounds it from below. */
export function boundedOnly(incumbent: Incumbent | undefined): BoundedIncumbent | undefined {
  return incumbent?.bound && { ...incumbent, bound: incumbent.bound };
}

/** One call of the solver and what is known after it. */
export interface Attempt {
  readonly solution: ConicSolution;
  readonly incumbent: Incumbent | undefined;
  /** Size of the conic program, where there was one. */
  readonly rows?: number;
  readonly nonzeros?: number;
  readonly history: HistoryPoint;
  /** The solver, where it is not the run's first choice. */
  readonly backend?: ChosenBackend;
  /** Slopes of the incumbent, where a soft search changes them. */
  readonly slopes?: Slopes;
  /** True where no solver was called: the incumbent is that of another weight. */
  readonly carried?: true;
  /** True for an iterate of a solve that goes on. */
  readonly unfinished?: true;
}

/** An attempt by a conic solver: where it has a point, it has a bound. */
export interface CertifiedAttempt extends Attempt {
  readonly incumbent: BoundedIncumbent | undefined;
}

/** An engine of our own, and the signal that ends it. */
export interface EngineChoice {
  readonly signal: AbortSignal;
  readonly choice: ChosenBackend;
  /** Tensors for engines that know how to use them. */
  readonly tensors?: (() => Promise<Tensors>) | undefined;
}

/** What a formulation is solved with. */
export interface Solving {
  readonly thread: SolverThread;
  /** Rows of the data, whose length sets the units. */
  readonly x: Matrix;
  /** Weight beta of the norms. */
  readonly weight: number;
  readonly tolerance: number;
  /** Start of the run (performance.now()), from which its history is timed. */
  readonly started: number;
  /** Programs go to the structured interior point in place of the thread's solver, until the signal is aborted. */
  readonly interior?: EngineChoice;
  /** Standard programs go to the splitting method in place of the thread's solver, until the signal is aborted. */
  readonly splitting?: EngineChoice;
}

/** Largest gap that counts as closed: relative to 1 + |objective|, as conic solvers measure it. */
export function closedGap(upper: number, tolerance: number): number {
  return tolerance * (1 + Math.abs(upper));
}

/**
 * Solves a training program until its certified gap is closed, each time in other units. No status is believed: an
 * interior-point method calls badly scaled programs "optimal" far from their optimum (16 times too high at
 * beta = 1e-9), and the certified gap finds it out. `known` is the best point and bound of the same program so far; where
 * they close the gap nothing is solved.
 */
export async function* solveCertified(
  formulation: Formulation,
  { thread, x, weight, tolerance, started }: Solving,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  let incumbent = known;
  if (known && known.gap <= closedGap(known.upper, tolerance)) return;
  for (const [i, attempt] of [...attempts, ...lastAttempts].entries()) {
    if (i >= attempts.length && incumbent) return;
    const { program, certify } = formulation(unitsOf(x, weight, attempt.reach));
    const solution = await thread.solve(program, {
      // A gap wider than the solver's usual one needs less of it.
      tolerance: Math.max(attempt.tolerance, tolerance / 1000),
      maxIterations,
    });
    const certified = certify(solution);
    if (certified) incumbent = improved(incumbent, certified);
    yield {
      solution,
      incumbent,
      rows: program.a.rows,
      nonzeros: program.a.values.length,
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

/** The better of two points with the better of two bounds. */
export function improved(old: BoundedIncumbent | undefined, next: Certified): BoundedIncumbent {
  const primal = old && old.upper <= next.upper ? old : next;
  const bound: Bound = old && old.bound.value >= next.bound.value ? old.bound : next.bound;
  return { ...primal, bound, gap: Math.max(0, primal.upper - bound.value) };
}

/** Neurons in units of reach / (root mean square length of a row), the objective so that a unit norm costs 1. */
function unitsOf(x: Matrix, weight: number, reach: number): Scaling {
  const rowLength = Math.sqrt(dot(x.data, x.data) / x.rows) || 1;
  const neurons = reach / rowLength;
  return { neurons, objective: 1 / (weight * neurons) };
}
