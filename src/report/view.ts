import type { ComparisonResult, Result, Rung, SolverSummary, Task } from '../core/generated/documents.js';
import type { AnyProblem } from '../core/problem.js';
import type { Document } from '../core/validation.js';
import { buildLadder } from './ladder.js';
import { finite, short } from './numbers.js';
import { bySolver, byWeight, type SolverRuns } from './runs.js';
import { summarize } from './summary.js';

/** What the report is drawn from; a single result reads like a comparison of one. */
/** One solver along a path. */
export interface PathSeries {
  readonly label: string;
  /** Place among the solvers: decides the colour. */
  readonly index: number;
  /** The best run at every weight, the largest weight first; each has its `weight`. */
  readonly best: readonly Result[];
}

export interface ReportView {
  readonly result: Result | ComparisonResult;
  readonly document: Document;
  readonly task: Task;
  /** On a path each solver once per weight, with the weight in its label. */
  readonly solvers: readonly SolverRuns[];
  /** Present on a path. */
  readonly path: readonly PathSeries[] | undefined;
  /** By value, lowest first; those without a finite value are left out. */
  readonly rungs: readonly Rung[];
  readonly summary: readonly SolverSummary[];
  /** Prepared data, when at hand. */
  readonly problem: AnyProblem | undefined;
}

/** Brings a result, its document and (where at hand) its data into the one form that all sections read. */
export function reportView(
  result: Result | ComparisonResult,
  document: Document,
  problem: AnyProblem | undefined,
): ReportView {
  const comparison = 'runs' in result;
  const runs = comparison ? result.runs : [result];
  const rungs = comparison ? result.ladder : buildLadder([result]);
  const summary = comparison ? result.summary : summarize([result]);
  return {
    result,
    document,
    task: document.kind === 'spec' ? document.spec : document.comparison.compare,
    solvers: byWeight(runs).flatMap(({ weight, runs: comparable }) =>
      bySolver(comparable).map((solver) => ({ ...solver, label: labelAt(solver.label, weight) })),
    ),
    path: pathOf(runs),
    rungs: rungs
      .filter((rung) => finite(rung.value) !== undefined)
      .toSorted((one, other) => one.value - other.value),
    summary: summary.map((solver) => ({ ...solver, label: labelAt(solver.label, solver.weight) })),
    problem,
  };
}

function labelAt(label: string, weight: number | undefined): string {
  return weight === undefined ? label : `${label} at ${short(weight)}`;
}

function pathOf(runs: readonly Result[]): PathSeries[] | undefined {
  if (runs.every(({ weight }) => weight === undefined)) return undefined;
  return bySolver(runs).map(({ label, index, runs: own }) => ({
    label,
    index,
    best: byWeight(own).flatMap(({ runs: repeats }) => bySolver(repeats).map(({ best }) => best)),
  }));
}
