import { jsonSha256 } from '../../core/json.js';
import type { AnyProblem } from '../../core/problem.js';
import { builtinPenalties } from '../../core/proximal/index.js';
import type { PenaltyTable } from '../../core/proximal/penalty.js';
import { isPath, weightsInOrder } from '../../core/regularizers/path.js';
import type { Document } from '../../core/validation.js';
import { loadProblem } from '../../data/load-problem.js';
import type { DataAccess } from '../../data/sources/index.js';
import { penaltiesWith } from '../../plugins/penalties.js';

/** What a result is checked against: the document that was run and, where they are at hand, its data. */
export interface Evidence {
  readonly specSha256: string;
  /** The weights of the path that the document asks for. */
  readonly path?: readonly number[];
  /** Of a path: at its largest weight. */
  readonly problem?: AnyProblem;
}

/**
 * Loads and prepares the data of a document anew. `access`: what data it may name. Throws InputError when
 * the data cannot be had.
 */
export async function loadEvidence(
  document: Document,
  access: DataAccess,
  penalties: PenaltyTable = builtinPenalties,
): Promise<Evidence> {
  const comparison = document.kind === 'comparison';
  const task = comparison ? document.comparison.compare : document.spec;
  const problem = await loadProblem(task, {
    pointer: comparison ? '/compare' : '',
    penalties: await penaltiesWith(task.regularizer, penalties),
    ...access,
  });
  return { ...documentEvidence(document), problem };
}

/** The evidence of the document alone. */
export function documentEvidence(document: Document): Evidence {
  const comparison = document.kind === 'comparison';
  const { regularizer } = comparison ? document.comparison.compare : document.spec;
  return {
    specSha256: jsonSha256(comparison ? document.comparison : document.spec),
    ...(isPath(regularizer) ? { path: weightsInOrder(regularizer) } : {}),
  };
}
