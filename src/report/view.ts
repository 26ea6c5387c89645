import type { ComparisonResult, Result, Rung, SolverSummary, Task } from '../core/generated/documents.js';
import type { AnyProblem } from '../core/problem.js';
import type { Document } from '../core/validation.js';
import { buildLadder } from './ladder.js';
import { finite } from './numbers.js';
import { bySolver, type SolverRuns } from './runs.js';
import { summarize } from './summary.js';

/** What the report is drawn from; a single result reads like a comparison of one. */
export interface ReportView {
  readonly result: Result | ComparisonResult;
  readonly document: Document;
  readonly task: Task;
  readonly solvers: readonly SolverRuns[];
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
  const rungs = comparison ? result.ladder : buildLadder([result]);
  return {
    result,
    document,
    task: document.kind === 'spec' ? document.spec : document.comparison.compare,
    solvers: bySolver(comparison ? result.runs : [result]),
    rungs: rungs
      .filter((rung) => finite(rung.value) !== undefined)
      .toSorted((one, other) => one.value - other.value),
    summary: comparison ? result.summary : summarize([result]),
    problem,
  };
}
