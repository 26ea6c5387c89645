import { mkdir, mkdtemp, readdir, readFile as readPath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import type { Database } from '../database/database.js';
import type { Contents } from '../datasets/contents.js';
import { datasetsOf } from '../datasets/datasets.js';
import { isFinal } from '../job.js';
import type { Logger } from '../logger.js';
import { type PackedFile, packFile, readFile, runsFiles } from '../store/job-files.js';
import { getJob } from '../store/job-row.js';
import { listenTo } from '../store/news.js';
import { type Claim, reportProgress, type TaskOutcome } from '../store/queue.js';
import { topicOf } from '../store/topics.js';
import { clearCheckpoints, jobCheckpoints } from './job-checkpoints.js';
import { type JobProcess, launch, type TaskEnd } from './launch.js';
import { crashProblem, isOutOfMemory, overdueProblem } from './process-problems.js';

export interface RunContext {
  readonly database: Database;
  readonly processModule: URL;
  /** Where folders for jobs are made. */
  readonly scratch: string;
  readonly threads: number;
  /** Bytes of the datasets that jobs name. */
  readonly contents: Contents;
  /** Files of regularizers that specs may name. */
  readonly plugins: readonly string[];
  readonly logger: Logger;
}

/** A job's process with its folder, kept for as long as one task of the job follows another. */
export interface Bench {
  readonly job: string;
  readonly folder: string;
  readonly child: JobProcess;
  /** Ends the process and removes the folder. */
  clear(): Promise<void>;
}

/** Makes a folder with the job's spec and the paths of its datasets, and starts its process there. Nothing when the job is gone. */
export async function openBench(claim: Claim, context: RunContext): Promise<Bench | undefined> {
  const spec = await readFile(context.database, claim.job, 'spec');
  if (!spec) return undefined;
  await mkdir(context.scratch, { recursive: true });
  const folder = await mkdtemp(join(context.scratch, `${pid}-${claim.job}-`));
  await writeFile(join(folder, 'spec.json'), spec);
  const datasets = await datasetsOf(context.database, context.contents, claim.job);
  await writeFile(join(folder, 'datasets.json'), JSON.stringify(datasets));
  await writeFile(join(folder, 'plugins.json'), JSON.stringify(context.plugins));
  const checkpoints = jobCheckpoints(context.scratch, claim.job);
  await writeFile(join(folder, 'checkpoints.json'), JSON.stringify(checkpoints));
  const child = launch({
    module: context.processModule,
    folder,
    memoryMb: claim.budget.memoryMb,
    threads: context.threads,
  });
  return {
    job: claim.job,
    folder,
    child,
    async clear() {
      await child.kill();
      await rm(folder, { recursive: true, force: true });
      await clearCheckpoints(context.database, context.scratch, claim.job);
    },
  };
}

/** Removes the folders of processes that have ended without doing so. */
export async function clearScratch(scratch: string): Promise<void> {
  for (const name of await readdir(scratch).catch(() => [])) {
    const owner = Number(/^(\d+)-/.exec(name)?.[1]);
    if (Number.isNaN(owner) || !isRunning(owner))
      await rm(join(scratch, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Does a claimed task at its job's bench: passes progress on to the store and cancellations on to the process. Stops
 * it when the claim is lost or `stop` is aborted.
 */
export async function runClaim(
  claim: Claim,
  bench: Bench,
  stop: AbortSignal,
  { database, logger }: RunContext,
): Promise<TaskOutcome> {
  const { child } = bench;
  if (claim.task.kind === 'join') await fetchRuns(database, claim.job, bench.folder);
  const over = new AbortController();
  let cancelled = false;
  let lost = stop.aborted;
  const giveUp = () => {
    lost = true;
    void child.kill();
  };
  stop.addEventListener('abort', giveUp);

  const heed = async () => {
    const news = listenTo(database, topicOf(claim.job), over.signal);
    while (!over.signal.aborted) {
      const job = await getJob(database, claim.job).catch(() => 'unknown' as const);
      if (job !== 'unknown') {
        if (!job || isFinal(job.status)) giveUp();
        // What was found is put together all the same.
        else if (job.cancel && !cancelled && claim.task.kind !== 'join') {
          cancelled = true;
          child.cancel(job.cancel);
        }
      }
      await news.next();
    }
    news.end();
  };
  const heeding = heed();
  let reported: Promise<unknown> = Promise.resolve();
  const ended = await child.run({
    task: claim.task,
    number: claim.number,
    seconds: claim.budget.seconds * claim.size,
    onProgress(progress) {
      reported = reported
        .then(() => reportProgress(database, claim, progress))
        .then(
          (held) => held || giveUp(),
          (error: Error) => logger.warn(`progress is lost: ${error.message}`, { job: claim.job }),
        );
    },
  });
  await reported;
  over.abort();
  stop.removeEventListener('abort', giveUp);
  await heeding;

  const files = await filesOf(claim, bench.folder);
  if (files.length > 0) return { kind: 'done', files };
  if (lost) return { kind: 'put-back' };
  return outcomeOf(ended, claim, cancelled, logger);
}

function outcomeOf(ended: TaskEnd, { job, budget }: Claim, cancelled: boolean, logger: Logger): TaskOutcome {
  if (ended.kind === 'failed') return ended;
  if (ended.kind === 'overdue') return { kind: 'failed', problem: overdueProblem(budget.seconds) };
  const crash =
    ended.kind === 'crashed' ? ended.crash : { code: 0, signal: null, stderr: 'it left no result' };
  if (cancelled) return { kind: 'put-back' };
  const { code, signal, stderr } = crash;
  logger.error(`its process ended with ${signal ?? `code ${code}`}\n${stderr}`, { job });
  // Nobody here has sent it: the system has, for its own memory, or a person. That may go better next time.
  if ((signal === 'SIGKILL' || signal === 'SIGTERM') && !isOutOfMemory(crash)) return { kind: 'interrupted' };
  return { kind: 'failed', problem: crashProblem(crash, budget.memoryMb) };
}

/** What the task has left: nothing where it did not get to an end. */
async function filesOf({ task, number }: Claim, folder: string): Promise<PackedFile[]> {
  const names =
    task.kind === 'runs'
      ? ([[`runs-${number}`, `runs-${number}.json`]] as const)
      : ([
          ['result', 'result.json'],
          ['report', 'report.html'],
        ] as const);
  const files: PackedFile[] = [];
  for (const [name, path] of names) {
    const content = await readPath(join(folder, path)).catch(() => undefined);
    if (content) files.push(await packFile(name, content));
    else if (files.length === 0) return [];
  }
  return files;
}

async function fetchRuns(database: Database, job: string, folder: string): Promise<void> {
  for (const name of await runsFiles(database, job)) {
    await writeFile(join(folder, `${name}.json`), (await readFile(database, job, name))!);
  }
}
