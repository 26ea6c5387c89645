import type { Result } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';
import { carriedDocument } from './carried-document.js';
import type { ExecuteContext, Execution } from './execute.js';
import { phasesOf } from './phases.js';
import { type Plan, plan } from './plan.js';
import { comparisonResult, runInTurn } from './run-all.js';

/** What runs reached, by their place in the plan. */
export type ResultsByRun = ReadonlyMap<number, Result>;

/** A comparison that is run in parts, perhaps by several processes, and put together by one of them. */
export interface PartedExecution {
  /** Runs some of the planned runs in turn; fewer come back when the signal is aborted on the way. */
  run(
    indices: readonly number[],
    context: Pick<ExecuteContext, 'signal' | 'report' | 'checkpointsOf'>,
  ): Promise<ResultsByRun>;
  /** The comparison's result from those of its runs; its total time is what the runs took together. */
  join(results: ResultsByRun): Execution;
}

/** Plans a comparison to be run in parts. Throws InputError when the data or solvers do not fit it. */
export async function executeParts(
  document: Document,
  { registry, ...access }: Pick<ExecuteContext, 'registry' | 'folder' | 'datasets'>,
): Promise<PartedExecution> {
  const { problem, runs }: Plan = await plan(document, registry, access);
  const phases = phasesOf(runs);
  return {
    async run(indices, context) {
      const part = await runInTurn(
        indices.map((i) => runs[i]!),
        indices.map((i) => phases[i]!),
        { ...context, registry },
      );
      return new Map(part.map((result, k) => [indices[k]!, result]));
    },
    join(results) {
      const inOrder = [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
      const seconds = inOrder.reduce((sum, { timing }) => sum + (timing['total'] ?? 0), 0);
      return {
        result: { ...comparisonResult(runs, inOrder, seconds), ...carriedDocument(document) },
        problem,
      };
    },
  };
}
