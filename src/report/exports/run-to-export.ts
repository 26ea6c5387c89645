import { inputError } from '../../core/errors.js';
import type { ComparisonResult, Result } from '../../core/generated/documents.js';

/**
 * The run of a result whose network is wanted: of a comparison the one with the lowest training objective, of all runs
 * or of those of one solver. Throws InputError where there is none.
 */
export function runToExport(result: Result | ComparisonResult, label?: string): Result {
  const runs = 'runs' in result ? result.runs : [result];
  const labelOf = ({ solver }: Result) => solver.label ?? solver.name;
  const candidates = runs.filter((run) => run.network && (label === undefined || labelOf(run) === label));
  const best = candidates.sort((a, b) => objectiveOf(a) - objectiveOf(b))[0];
  if (best) return best;
  const labels = [...new Set(runs.filter((run) => run.network).map(labelOf))];
  if (label === undefined || labels.length === 0)
    throw inputError('/network', 'the result has no network to export');
  throw inputError('', `no run of "${label}" has a network`, labels);
}

function objectiveOf({ objective }: Result): number {
  return objective ?? Number.POSITIVE_INFINITY;
}
