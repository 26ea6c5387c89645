import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../core/generated/documents.js';
import { builtinPenalties } from '../../core/proximal/index.js';
import { isOwnType } from '../../core/regularizers/penalty-spec.js';
import { type Document, validateDocument } from '../../core/validation.js';
import type { DatasetFile, Datasets } from '../../data/sources/dataset.js';
import { builtinRegistry } from '../../pipeline/builtins.js';
import { checkpointFolder } from '../../pipeline/checkpoint-folder.js';
import { type ExecuteContext, type Execution, execute } from '../../pipeline/execute.js';
import { executeParts, type PartedExecution } from '../../pipeline/execute-parts.js';
import { registryWith } from '../../pipeline/registry-with.js';
import { penaltiesOf } from '../../plugins/penalties.js';
import type { Registry } from '../../plugins/registry.js';
import { renderReport } from '../../report/html.js';
import { replaceDurably } from '../durable-file.js';
import type { Task } from '../tasks.js';
import type { JobCheckpoints } from './job-checkpoints.js';

type TaskContext = Pick<ExecuteContext, 'signal' | 'report'>;

/** The tasks of the job whose folder this is. */
export interface Tasks {
  /** Does a task and returns what writes its files. Throws InputError when the data or solvers do not fit. */
  run(task: Task, number: number, context: TaskContext): Promise<() => Promise<void>>;
}

/**
 * Reads spec.json and tells how much memory it allows. Data are loaded once for all runs of a comparison. A whole job
 * and a join leave result.json and report.html, runs leave runs-<number>.json: pairs of a run's place in the plan
 * and its result. Throws InputError when the spec is not valid.
 */
export async function openTasks(folder: string, allow: (memoryMb: number) => void): Promise<Tasks> {
  const given: unknown = JSON.parse(await readFile(join(folder, 'spec.json'), 'utf8'));
  const registry = await registryFor(given, folder);
  const document = validateDocument(given, penaltiesOf(registry));
  const { limits } = document.kind === 'spec' ? document.spec : document.comparison.compare;
  allow(limits.memoryMb);
  const datasets = await readDatasets(folder);
  const kept = await readCheckpoints(folder);
  let parts: Promise<PartedExecution> | undefined;
  const inParts = () => {
    parts ??= executeParts(document, { registry, datasets });
    return parts;
  };

  return {
    async run(task, number, context) {
      if (task.kind === 'whole') {
        const checkpointsOf = kept(context.signal);
        const execution = await execute(document, { ...context, registry, datasets, checkpointsOf });
        return () => writeResult(folder, document, execution);
      }
      if (task.kind === 'join') {
        const execution = (await inParts()).join(await readRuns(folder));
        return () => writeResult(folder, document, execution);
      }
      if (!parts) context.report({ phase: 'data', fraction: 0 });
      const checkpointsOf = kept(context.signal);
      const results = await (await inParts()).run(task.runs, { ...context, checkpointsOf });
      return () => replaceDurably(join(folder, `runs-${number}.json`), JSON.stringify([...results]));
    },
  };
}

interface GivenDocument {
  readonly compare?: GivenDocument;
  readonly regularizer?: { readonly type?: string; readonly definition?: unknown };
}

/** plugins.json: files of regularizers. They are loaded, and checked again, where the spec names one that is not known. */
async function registryFor(given: unknown, folder: string): Promise<Registry> {
  const document = given as GivenDocument;
  const { type, definition } = (document.compare ?? document).regularizer ?? {};
  const known =
    type === undefined || definition !== undefined || isOwnType(type) || builtinPenalties.has(type);
  if (known) return builtinRegistry();
  const text = await readFile(join(folder, 'plugins.json'), 'utf8').catch(() => '[]');
  return registryWith(JSON.parse(text) as string[]);
}

/** datasets.json: paths and formats by id. Absent where the spec names none. */
async function readDatasets(folder: string): Promise<Datasets> {
  const text = await readFile(join(folder, 'datasets.json'), 'utf8').catch(() => '{}');
  const files = new Map(Object.entries(JSON.parse(text) as Record<string, DatasetFile>));
  return async (id) => files.get(id);
}

type CheckpointsOf = NonNullable<ExecuteContext['checkpointsOf']>;

/**
 * checkpoints.json. A run that is cancelled is kept no more: its result is what counts, and there is little time. Absent
 * where nothing is to be kept.
 */
async function readCheckpoints(folder: string): Promise<(signal: AbortSignal) => CheckpointsOf | undefined> {
  const text = await readFile(join(folder, 'checkpoints.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return () => undefined;
  const checkpoints = JSON.parse(text) as JobCheckpoints;
  const places = checkpointFolder(checkpoints.folder, checkpoints.everySeconds);
  return (signal) => (key) => {
    const place = places(key);
    return { ...place, save: async (checkpoint) => (signal.aborted ? undefined : place.save(checkpoint)) };
  };
}

async function readRuns(folder: string): Promise<Map<number, Result>> {
  const files = (await readdir(folder)).filter((name) => /^runs-\d+\.json$/.test(name));
  const parts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(parts.flatMap((text) => JSON.parse(text) as [number, Result][]));
}

/** A report that cannot be drawn does not take the result away. */
async function writeResult(
  folder: string,
  document: Document,
  { result, problem }: Execution,
): Promise<void> {
  await replaceDurably(join(folder, 'result.json'), JSON.stringify(result));
  try {
    await replaceDurably(join(folder, 'report.html'), renderReport(result, document, { problem }));
  } catch (error) {
    process.stderr.write(`no report: ${(error as Error).stack}\n`);
  }
}
