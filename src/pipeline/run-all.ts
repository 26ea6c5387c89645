import type { ComparisonResult, Result } from '../core/generated/documents.js';
import { worstStatus } from '../core/status.js';
import type { TrainOutcome } from '../plugins/trainer.js';
import { buildLadder } from '../report/ladder.js';
import { summarize } from '../report/summary.js';
import { phasesOf } from './phases.js';
import { type Run, type RunContext, run } from './run.js';
import { startingFrom, startLabel } from './start-from.js';

/**
 * Runs every solver, repeat and weight in turn and sorts what they reached into one ladder, on a path into one per
 * weight. Each weight starts from what the same solver's repeat left at the one before.
 */
export async function runAll(runs: readonly Run[], context: RunContext): Promise<ComparisonResult> {
  const begun = performance.now();
  const results = await runInTurn(runs, phasesOf(runs), context);
  return comparisonResult(runs, results, (performance.now() - begun) / 1000);
}

/** The results of runs that may depend on each other, in turn; fewer when the signal is aborted on the way. */
export async function runInTurn(
  runs: readonly Run[],
  phases: readonly string[],
  context: RunContext,
): Promise<Result[]> {
  const results: Result[] = [];
  let previous: TrainOutcome | undefined;
  for (const [i, task] of runs.entries()) {
    // The first run of a comparison that was cancelled before it began says so itself.
    if (context.signal.aborted && i > 0) break;
    const report: RunContext['report'] = (progress) =>
      context.report({
        ...progress,
        phase: phases[i]!,
        fraction: (i + (progress.fraction ?? 0)) / runs.length,
      });
    report({});
    if (!goesOn(runs[i - 1], task)) previous = undefined;
    const start = previous ? { previous } : {};
    const { result, outcome } = await run(started(task, results), { ...context, report, ...start });
    results.push(result);
    previous = outcome;
  }
  return results;
}

/** The document of what the planned runs reached, in their order; of runs that were not reached it tells how many. */
export function comparisonResult(
  runs: readonly Run[],
  results: readonly Result[],
  seconds: number,
): ComparisonResult {
  const { name } = runs[0]!;
  const missing = runs.length - results.length;
  const status = missing > 0 ? 'cancelled' : worstStatus(results.map((result) => result.status));
  return {
    relucent: 1,
    ...(name === undefined ? {} : { name }),
    status,
    reason: reasonOf(results, missing),
    runs: [...results],
    summary: summarize(results),
    ladder: buildLadder(results),
    timing: { total: seconds },
    provenance: results[0]!.provenance,
  };
}

/** True where the second run is the next weight of the first one's path. */
function goesOn(before: Run | undefined, task: Run): boolean {
  return before?.weight !== undefined && before.chosen === task.chosen && before.repeat === task.repeat;
}

/** The run with the network that its solver starts from, which an earlier one found in the same repeat and weight. */
function started(task: Run, results: readonly Result[]): Run {
  const label = startLabel(task.chosen.options);
  if (label === undefined) return task;
  const source = results.find(
    ({ solver, repeat, weight }) =>
      solver.label === label && repeat === task.repeat && weight === task.weight,
  );
  return { ...task, chosen: startingFrom(task.chosen, label, source?.network) };
}

function reasonOf(results: readonly Result[], missing: number): string {
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  const runs = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  return missing > 0 ? `stopped with ${missing} runs to go; the others: ${runs}` : `runs: ${runs}`;
}
