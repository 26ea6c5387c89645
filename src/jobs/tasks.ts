import type { Comparison, SolverSpec } from '../core/generated/documents.js';
import { weightsInOrder } from '../core/regularizers/path.js';
import type { Document } from '../core/validation.js';

/** A piece of a job that one process does in one go. */
export type Task =
  /** All of it. */
  | { readonly kind: 'whole' }
  /** Some runs of a comparison, by their place in its plan. */
  | { readonly kind: 'runs'; readonly runs: readonly number[] }
  /** Puts a comparison's result together. */
  | { readonly kind: 'join' };

/** How many runs a document asks for. */
export function runsOf(document: Document): number {
  const { regularizer } = document.kind === 'spec' ? document.spec : document.comparison.compare;
  const trained =
    document.kind === 'spec' ? 1 : document.comparison.solvers.length * document.comparison.repeats;
  return trained * weightsInOrder(regularizer).length;
}

/**
 * The tasks of a document, which do not depend on each other. A spec is one. Of a comparison every repeat of every
 * solver is one, with the weights of its path; a solver that starts from another's network stays with it.
 */
export function tasksOf(document: Document): Task[] {
  if (document.kind === 'spec') return [{ kind: 'whole' }];
  const { comparison } = document;
  const weights = weightsInOrder(comparison.compare.regularizer).length;
  const tasks = solversTogether(comparison).flatMap((solvers) =>
    Array.from({ length: comparison.repeats }, (_, repeat): Task => {
      const first = (solver: number) => (solver * comparison.repeats + repeat) * weights;
      return {
        kind: 'runs',
        runs: solvers.flatMap((solver) => Array.from({ length: weights }, (_, k) => first(solver) + k)),
      };
    }),
  );
  return tasks.length === 1 ? [{ kind: 'whole' }] : tasks;
}

/** Solvers in groups: one with those that start from its network. Labels that only the data decide join all groups. */
function solversTogether({ solvers }: Comparison): number[][] {
  const groups: number[][] = [];
  for (const [i, solver] of solvers.entries()) {
    const from = startOf(solver);
    const needed =
      from === undefined ? [] : groups.filter((group) => group.some((j) => mayBeCalled(solvers[j]!, from)));
    for (const group of needed) groups.splice(groups.indexOf(group), 1);
    groups.push([...needed.flat().sort((a, b) => a - b), i]);
  }
  return groups.sort(([a], [b]) => a! - b!);
}

function startOf({ options }: SolverSpec): string | undefined {
  const { start } = (options ?? {}) as { readonly start?: { readonly from?: unknown } };
  return typeof start?.from === 'string' ? start.from : undefined;
}

/** Whether a run's label may be this one: the second of a name is called "name (2)". */
function mayBeCalled({ name, label }: SolverSpec, wanted: string): boolean {
  const own = label ?? name;
  return own === 'auto' || wanted === own || wanted.startsWith(`${own} (`);
}
