import type { Comparison, ComparisonResult, Result } from '../core/generated/documents.js';
import { worstStatus } from '../core/status.js';
import { buildLadder } from '../report/ladder.js';
import { summarize } from '../report/summary.js';
import { type Run, type RunContext, run } from './run.js';
import { startingFrom, startLabel } from './start-from.js';

/** Runs every solver and repeat in turn and sorts what they reached into one ladder. */
export async function compare(
  comparison: Comparison,
  runs: readonly Run[],
  context: RunContext,
): Promise<ComparisonResult> {
  const begun = performance.now();
  const results: Result[] = [];
  for (const [i, task] of runs.entries()) {
    if (context.signal.aborted) break;
    const phase = phaseOf(task, comparison.repeats);
    const report: RunContext['report'] = (progress) =>
      context.report({ ...progress, phase, fraction: (i + (progress.fraction ?? 0)) / runs.length });
    report({});
    results.push(await run(started(task, results), { ...context, report }));
  }

  const { name } = comparison.compare;
  const missing = runs.length - results.length;
  const status = missing > 0 ? 'cancelled' : worstStatus(results.map((result) => result.status));
  return {
    relucent: 1,
    ...(name === undefined ? {} : { name }),
    status,
    reason: reasonOf(results, missing),
    runs: results,
    summary: summarize(results),
    ladder: buildLadder(results),
    timing: { total: (performance.now() - begun) / 1000 },
    provenance: results[0]!.provenance,
  };
}

/** The run with the network that its solver starts from, which an earlier one found in the same repeat. */
function started(task: Run, results: readonly Result[]): Run {
  const label = startLabel(task.chosen.options);
  if (label === undefined) return task;
  const source = results.find(({ solver, repeat }) => solver.label === label && repeat === task.repeat);
  return { ...task, chosen: startingFrom(task.chosen, label, source?.network) };
}

function phaseOf({ chosen, repeat }: Run, repeats: number): string {
  return repeats > 1 ? `${chosen.label} ${(repeat ?? 0) + 1}/${repeats}` : chosen.label;
}

function reasonOf(results: readonly Result[], missing: number): string {
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  const runs = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  return missing > 0 ? `stopped with ${missing} runs to go; the others: ${runs}` : `runs: ${runs}`;
}
