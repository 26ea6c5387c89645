import { inputError } from '../core/errors.js';
import type { DataSummary, Task } from '../core/generated/documents.js';
import { losses } from '../core/losses/index.js';
import { type Matrix, selectRows } from '../core/matrix.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { regularizers } from '../core/regularizers/index.js';
import { type ColumnPlan, gatherRows, planColumns } from './columns.js';
import { dataFingerprint } from './fingerprint.js';
import { applyLabelling, fitLabelling, type Labelled, type Labelling } from './labels.js';
import { requireMemory } from './memory.js';
import { boxRadii } from './radii.js';
import { applyScaling, fitScaling } from './scaling.js';
import { loadSource } from './sources/index.js';
import { splitRows } from './split.js';
import type { SourceTables, Table } from './table.js';

export interface LoadOptions {
  /** Folder that relative file paths start from; absent: data files are refused. */
  readonly folder?: string;
  /** Where the task stands in its document: '' (a spec) or '/compare' (a comparison). */
  readonly pointer?: string;
}

/**
 * Loads and prepares a task's data, in this order: labels (`classes`), `limit`, `split`, `downsample`, `scale`
 * (fitted on the training part), `bias`. A separate test part gets the same preparation, without the limit.
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
  const tables = await loadSource(data, {
    pointer,
    seed,
    memoryMb: limits.memoryMb,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
  });
  const labelling = fitLabelling(tables.train, loss, data, pointer);
  const plan = planColumns(tables.train, data, pointer);
  const parts = chooseParts(tables, labelling, data, pointer);
  requireMemory(
    (parts.train.rows.length + (parts.test?.rows.length ?? 0)) * plan.columns.length,
    limits.memoryMb,
    pointer,
  );

  const train = sampleOf(parts.train, plan);
  const test = parts.test && sampleOf(parts.test, plan);
  const scaling =
    data.scale === 'none' ? undefined : fitScaling(train.x, plan.dataColumns, data.scale, `${pointer}/scale`);
  if (scaling) for (const sample of [train, test]) if (sample) applyScaling(sample.x, scaling);

  const { categories } = tables.train;
  const summary: DataSummary = {
    train: train.y.rows,
    test: test?.y.rows ?? 0,
    columns: [...plan.columns],
    ...(labelling.classes ? { classes: labelling.classes } : {}),
    ...(categories ? { categories: mutableCopy(categories) } : {}),
    ...(scaling ? { scaling: { offset: [...scaling.offset], divisor: [...scaling.divisor] } } : {}),
  };
  return {
    train,
    ...(test ? { test } : {}),
    model: task.model,
    loss,
    lossScale: lossScale(task.loss.scale, train.y.rows),
    weight: task.regularizer.weight,
    regularizer: regularizers[task.regularizer.type],
    radii: boxRadii(threat, plan.columns.length, data.bias, `${root}/threat`),
    seed,
    ...(plan.image ? { image: plan.image } : {}),
    summary,
    dataSha256: dataFingerprint(train, test),
  };
}

/** The rows of one part, not yet decoded. */
interface Part extends Labelled {
  readonly table: Table;
}

/** Labels, then limit, then split or the separate test rows. */
function chooseParts(
  { train, test }: SourceTables,
  labelling: Labelling,
  { limit, split }: Pick<Task['data'], 'limit' | 'split'>,
  pointer: string,
): { train: Part; test?: Part } {
  const all = applyLabelling(labelling, train.target, pointer);
  if (limit !== undefined) requireBothClasses(all, limit, labelling, `${pointer}/limit`);
  const kept: Part = { table: train, rows: all.rows.slice(0, limit), y: firstRows(all.y, limit) };
  if (test) {
    return {
      train: kept,
      test: { table: test, ...applyLabelling(labelling, test.target, `${pointer}/test`) },
    };
  }
  if (!split) return { train: kept };
  const sides = splitRows(kept.rows.length, split.test, split.seed, `${pointer}/split`);
  return { train: pick(kept, sides.train), test: pick(kept, sides.test) };
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
