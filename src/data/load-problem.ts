import { inputError } from '../core/errors.js';
import type { DataSummary, Task } from '../core/generated/documents.js';
import { losses } from '../core/losses/index.js';
import { type Matrix, selectRows } from '../core/matrix.js';
import { checkModel } from '../core/models/index.js';
import { normOf } from '../core/norms/index.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { builtinPenalties } from '../core/proximal/index.js';
import type { PenaltyTable } from '../core/proximal/penalty.js';
import { checkTargets } from '../core/regularizers/check-targets.js';
import { checkRegularizer, regularizerOf } from '../core/regularizers/index.js';
import { weightsInOrder } from '../core/regularizers/path.js';
import { type ColumnPlan, gatherRows, planColumns } from './columns.js';
import { dataFingerprint } from './fingerprint.js';
import { applyLabelling, fitLabelling, type Labelled, type Labelling } from './labels.js';
import { requireMemory } from './memory.js';
import { boxRadii } from './radii.js';
import { ownTargets, rebuildsRows, requireReconstruction, unlabelled } from './reconstruction.js';
import { applyScaling, fitScaling, pixelScaling } from './scaling.js';
import { type DataAccess, loadSource } from './sources/index.js';
import { splitRows } from './split.js';
import type { SourceTables, Table, Target } from './table.js';

export interface LoadOptions extends DataAccess {
  /** Where the task stands in its document: '' (a spec) or '/compare' (a comparison). */
  readonly pointer?: string;
  /** The penalties that the task was validated with; by default those that come with Relucent. */
  readonly penalties?: PenaltyTable;
}

/**
 * Loads and prepares a task's data, in this order: labels (`classes`), `limit`, `split`, `downsample`, `scale`
 * (fitted on the training part), `bias`. A separate test part gets the same preparation, without the limit. The
 * targets of an autoencoder are its prepared rows. Of a path the problem has the largest weight.
 * Takes a validated task; throws InputError, with pointers below `options.pointer`, when its data do not fit it.
 */
export async function loadProblem(task: Task, options: LoadOptions): Promise<AnyProblem> {
  const { data, limits, seed, threat } = task;
  const root = options.pointer ?? '';
  const pointer = `${root}/data`;
  const loss = losses[task.loss.type];

  if (data.split && 'test' in data && data.test) {
    throw inputError(
      `${pointer}/split`,
      'cannot be combined with a separate test part: leave one of them out',
    );
  }
  const rebuilds = rebuildsRows(task);
  if (rebuilds) requireReconstruction(task, root);
  const tables = await loadSource(data, {
    pointer,
    needsTargets: !rebuilds,
    seed,
    memoryMb: limits.memoryMb,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    ...(options.datasets === undefined ? {} : { datasets: options.datasets }),
  });
  const labelling = rebuilds ? undefined : fitLabelling(withTarget(tables.train), loss, data, pointer);
  const plan = planColumns(tables.train, data, pointer);
  const parts = chooseParts(tables, labelling, data, pointer);
  requireMemory(
    (parts.train.rows.length + (parts.test?.rows.length ?? 0)) * plan.columns.length,
    limits.memoryMb,
    pointer,
  );

  const rows = { train: sampleOf(parts.train, plan), test: parts.test && sampleOf(parts.test, plan) };
  const scaling =
    data.scale === 'none'
      ? undefined
      : data.scale === 'pixels'
        ? pixelScaling(rows.train.x.cols, plan.dataColumns, tables.train.image, `${pointer}/scale`)
        : fitScaling(rows.train.x, plan.dataColumns, data.scale, `${pointer}/scale`);
  if (scaling) for (const sample of [rows.train, rows.test]) if (sample) applyScaling(sample.x, scaling);
  const train = rebuilds ? ownTargets(rows.train) : rows.train;
  const test = rebuilds && rows.test ? ownTargets(rows.test) : rows.test;

  const ends = { columns: train.x.cols, outputs: train.y.cols, ...(plan.image ? { image: plan.image } : {}) };
  checkModel(task.model, ends, `${root}/model`);
  const penalties = options.penalties ?? builtinPenalties;
  const { regularizer } = task;
  checkRegularizer(regularizer, penalties, task.model, `${root}/regularizer`);
  checkTargets(regularizer, penalties.get(regularizer.type), task.model, ends, `${root}/regularizer`);

  const { categories, teacher } = tables.train;
  const summary: DataSummary = {
    train: train.y.rows,
    test: test?.y.rows ?? 0,
    columns: [...plan.columns],
    ...(data.bias ? { ones: true } : {}),
    ...(labelling?.classes ? { classes: labelling.classes } : {}),
    ...(categories ? { categories: mutableCopy(categories) } : {}),
    ...(scaling ? { scaling: { offset: [...scaling.offset], divisor: [...scaling.divisor] } } : {}),
  };
  return {
    train,
    ...(test ? { test } : {}),
    model: task.model,
    loss,
    lossScale: lossScale(task.loss.scale, train.y.rows),
    weight: weightsInOrder(task.regularizer)[0]!,
    norm: normOf(regularizer, penalties),
    regularizer: regularizerOf(regularizer, penalties),
    radii: boxRadii(threat, plan.columns.length, data.bias, `${root}/threat`),
    seed,
    ...(plan.image ? { image: plan.image } : {}),
    ...(teacher && asDrawn(task) ? { teacher } : {}),
    summary,
    dataSha256: dataFingerprint(train, test),
  };
}

/** Whether preparation leaves the entries of rows and targets as they are. */
function asDrawn({ data, model }: Task): boolean {
  return data.scale === 'none' && !data.bias && !data.classes && model.type !== 'autoencoder';
}

/** The rows of one part, not yet decoded. */
interface Part extends Labelled {
  readonly table: Table;
}

/** Labels, then limit, then split or the separate test rows. */
function chooseParts(
  { train, test }: SourceTables,
  labelling: Labelling | undefined,
  { limit, split }: Pick<Task['data'], 'limit' | 'split'>,
  pointer: string,
): { train: Part; test?: Part } {
  const read = (table: Table, at: string) =>
    labelling ? applyLabelling(labelling, withTarget(table).target, at) : unlabelled(table);
  const all = read(train, pointer);
  if (limit !== undefined && labelling) requireBothClasses(all, limit, labelling, `${pointer}/limit`);
  const kept: Part = { table: train, rows: all.rows.slice(0, limit), y: firstRows(all.y, limit) };
  if (test) {
    return {
      train: kept,
      test: { table: test, ...read(test, `${pointer}/test`) },
    };
  }
  if (!split) return { train: kept };
  const sides = splitRows(kept.rows.length, split.test, split.seed, `${pointer}/split`);
  return { train: pick(kept, sides.train), test: pick(kept, sides.test) };
}

/** A table of a source that was asked for targets. */
function withTarget(table: Table): Table & { readonly target: Target } {
  const { target } = table;
  if (target === undefined) throw new RangeError('the source left out the targets');
  return { ...table, target };
}

function firstRows(y: Matrix, limit = y.rows): Matrix {
  const rows = Math.min(limit, y.rows);
  return { rows, cols: y.cols, data: y.data.slice(0, rows * y.cols) };
}

function pick({ table, rows, y }: Part, positions: Uint32Array): Part {
  return { table, rows: positions.map((k) => rows[k]!), y: selectRows(y, positions) };
}

/** A file sorted by label would leave one class only, and every network that is constant would be perfect. */
function requireBothClasses({ y }: Labelled, limit: number, { classes }: Labelling, pointer: string): void {
  if (!classes || classes.length < 2) return;
  const entry = y.data.findIndex((value, i) => value !== y.data[i % y.cols]);
  const other = Math.floor(entry / y.cols);
  if (entry < 0 || other < limit) return;
  const only = classes.find(({ value }) => (y.cols === 1 ? value === y.data[0] : y.data[value] === 1))!;
  throw inputError(
    pointer,
    `the first ${limit} rows all have the label ${only.label}: the rows are sorted by label; ` +
      `raise the limit to ${other + 1} or more, or shuffle the rows`,
  );
}

function sampleOf({ table, rows, y }: Part, plan: ColumnPlan): Sample {
  return { x: gatherRows(table, rows, plan), y };
}

/** Factor c before the sum of the losses of n rows. */
function lossScale(scale: Task['loss']['scale'], n: number): number {
  if (scale === 'mean') return 1 / n;
  return scale === 'sum' ? 1 : scale;
}

function mutableCopy(categories: NonNullable<Table['categories']>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(categories).map(([column, texts]) => [column, [...texts]]));
}
