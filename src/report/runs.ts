import type { Result } from '../core/generated/documents.js';
import { finite } from './numbers.js';

/** The repeats of one solver. */
export interface SolverRuns {
  readonly label: string;
  /** Place among the solvers: decides the colour in every figure. */
  readonly index: number;
  readonly runs: readonly Result[];
  /** The run with the lowest objective, else the first. */
  readonly best: Result;
}

/** How the report names a run's solver. */
export function runLabel(run: Result): string {
  return run.solver.label ?? run.solver.name;
}

/** The runs gathered by the solver's label, in order of first appearance. */
export function bySolver(runs: readonly Result[]): SolverRuns[] {
  const groups = new Map<string, Result[]>();
  for (const run of runs) {
    const group = groups.get(runLabel(run));
    if (group) group.push(run);
    else groups.set(runLabel(run), [run]);
  }
  return [...groups].map(([label, own], index) => ({ label, index, runs: own, best: lowest(own) }));
}

/** The runs of one weight of a path; of anything else all of them, without a weight. */
export interface WeightRuns {
  readonly weight?: number;
  readonly runs: readonly Result[];
}

/** The runs gathered by their weight, the largest first: what is compared is compared at one weight. */
export function byWeight(runs: readonly Result[]): WeightRuns[] {
  const weights = [...new Set(runs.map(({ weight }) => weight))];
  return weights
    .sort((a = 0, b = 0) => b - a)
    .map((weight) => ({
      ...(weight === undefined ? {} : { weight }),
      runs: runs.filter((run) => run.weight === weight),
    }));
}

function lowest(runs: readonly Result[]): Result {
  const objective = (run: Result) => finite(run.objective) ?? Number.POSITIVE_INFINITY;
  return runs.reduce((best, run) => (objective(run) < objective(best) ? run : best));
}
