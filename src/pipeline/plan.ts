import type { Task } from '../core/generated/documents.js';
import { jsonSha256 } from '../core/json.js';
import type { AnyProblem } from '../core/problem.js';
import { isPath, weightsInOrder } from '../core/regularizers/path.js';
import type { Document } from '../core/validation.js';
import { loadProblem } from '../data/load-problem.js';
import type { DataAccess } from '../data/sources/index.js';
import { penaltiesOf, regularizerPlugin } from '../plugins/penalties.js';
import type { Registry } from '../plugins/registry.js';
import { regularizerUsed } from '../plugins/regularizer.js';
import { chooseAttacks } from './choose-attacks.js';
import { type ChosenTrainer, chooseTrainer } from './choose-trainer.js';
import type { Run } from './run.js';
import { checkStartLabel } from './start-from.js';

/** Everything that is to be run for a document, checked as far as it can be without training. */
export interface Plan {
  readonly problem: AnyProblem;
  /** All repeats of the first solver, then of the next; each repeat of a path weight by weight. */
  readonly runs: readonly Run[];
}

/**
 * Loads the data and chooses trainers and attacks. In a comparison the data stay the same over the repeats; repeat r
 * trains with seed + r. Throws InputError for anything that does not fit together.
 */
export async function plan(document: Document, registry: Registry, access: DataAccess): Promise<Plan> {
  const comparison = document.kind === 'comparison';
  const task: Task = comparison ? document.comparison.compare : document.spec;
  const taskPointer = comparison ? '/compare' : '';
  const solvers = comparison ? document.comparison.solvers : [document.spec.solver];
  const repeats = comparison ? document.comparison.repeats : 1;

  const plugin = await regularizerPlugin(task.regularizer, registry, `${taskPointer}/regularizer`);
  const penalties = new Map(penaltiesOf(registry));
  if (plugin) penalties.set(plugin.name, plugin.penalty);
  const problem = await loadProblem(task, {
    pointer: taskPointer,
    penalties,
    ...access,
  });
  const attacks = chooseAttacks(task.evaluate, problem, registry, taskPointer);
  const specSha256 = jsonSha256(comparison ? document.comparison : document.spec);
  const weights = weightsInOrder(task.regularizer);
  const labels = new Map<string, number>();
  const earlier: string[] = [];
  const runs = solvers.flatMap((solver, i) => {
    const pointer = comparison ? `/solvers/${i}` : '/solver';
    const trainer = chooseTrainer(solver, problem, registry, pointer);
    checkStartLabel(trainer.options, earlier, `${pointer}/options`);
    const chosen = withOwnLabel(labels, trainer);
    earlier.push(chosen.label);
    return Array.from({ length: repeats }, (_, repeat) =>
      pathOf(trainer, weights).map(
        (weight): Run => ({
          ...(task.name === undefined ? {} : { name: task.name }),
          problem: { ...problem, weight },
          chosen,
          attacks,
          evaluate: task.evaluate,
          limits: task.limits,
          seed: task.seed + repeat,
          specSha256,
          ...(plugin ? { regularizer: regularizerUsed(plugin) } : {}),
          ...(comparison ? { repeat } : {}),
          ...(isPath(task.regularizer) ? { weight } : {}),
        }),
      ),
    ).flat();
  });
  return { problem, runs };
}

/**
 * The order in which a trainer takes the weights, given from the largest to the smallest. Convex programs start from the
 * few patterns of large weights. Descent has to come the other way: neurons that a large weight has shrunk to nothing get
 * no gradient and never return (Lemhadri et al., LassoNet, JMLR 2021, go from dense to sparse networks for this reason).
 */
function pathOf({ trainer }: ChosenTrainer, weights: readonly number[]): readonly number[] {
  return trainer.path === 'convex' ? weights : weights.toReversed();
}

/** Runs are grouped by label, so the second solver of one name is told apart: "convex", "convex (2)". */
function withOwnLabel(labels: Map<string, number>, chosen: ChosenTrainer): ChosenTrainer {
  const count = (labels.get(chosen.label) ?? 0) + 1;
  labels.set(chosen.label, count);
  return count === 1 ? chosen : { ...chosen, label: `${chosen.label} (${count})` };
}
