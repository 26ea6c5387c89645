import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageFull } from '../database/database.js';
import { isNoRoom } from '../durable-file.js';
import { listenTo } from '../store/news.js';
import { type Claim, claimTask, endTask, type TaskOutcome } from '../store/queue.js';
import { queueTopic } from '../store/topics.js';
import { beat, giveUpWorker, registerWorker, workerWatch } from '../store/workers.js';
import { clearAllCheckpoints } from './job-checkpoints.js';
import { type Bench, clearScratch, openBench, type RunContext, runClaim } from './run-claim.js';

/** The compiled module that runs as a job's process. */
export const jobProcess = new URL('./job-process.js', import.meta.url);

export const beatMs = 5_000;
/** A worker of another machine that has not been heard of for so long counts as dead. */
export const patienceMs = 30_000;
const afterTroubleMs = 1_000;
/** A worker whose disk is full leaves its tasks to others for so long. */
const noRoomMs = 10_000;

export interface WorkerOptions extends Omit<RunContext, 'threads'> {
  /** Tasks at a time, each in a process of its own. */
  readonly slots: number;
}

/** Takes tasks from the queue and does them, until it is stopped. */
export interface TaskWorker {
  /** How many tasks it is doing. */
  busy(): number;
  /** Takes no more tasks, and resolves when those it has are done. */
  drain(): Promise<void>;
  /** Ends all processes and puts their tasks back. */
  stop(): Promise<void>;
}

/** Starts a worker, which also looks after the tasks of workers that have died. Throws what the database throws. */
export async function startWorker(options: WorkerOptions): Promise<TaskWorker> {
  const { database, slots, logger } = options;
  const context: RunContext = {
    ...options,
    threads: Math.max(1, Math.floor(availableParallelism() / slots)),
  };
  const watch = workerWatch(database, patienceMs, logger);
  await watch.look();
  await clearScratch(options.scratch);
  await clearAllCheckpoints(database, options.scratch);
  let id = await registerWorker(database, slots);
  const noMore = new AbortController();
  const now = new AbortController();
  let busy = 0;

  /** Does the database's part of something for as long as it takes the database to come back. */
  const insist = async <T>(job: string, action: () => Promise<T>): Promise<T | undefined> => {
    for (;;) {
      try {
        return await action();
      } catch (error) {
        logger.error(`its end cannot be recorded: ${(error as Error).message}`, { job, worker: id });
        if (now.signal.aborted) return undefined;
        await sleep(afterTroubleMs);
      }
    }
  };

  const claim = async (): Promise<Claim | undefined> => {
    try {
      return await claimTask(database, id);
    } catch (error) {
      logger.error(`no task can be claimed: ${(error as Error).message}`);
      await sleep(afterTroubleMs);
      return undefined;
    }
  };

  const doTask = async (task: Claim, bench: Bench | undefined): Promise<Bench | undefined> => {
    busy++;
    let kept = bench;
    let outcome: TaskOutcome = { kind: 'put-back' };
    try {
      kept ??= await openBench(task, context);
      if (kept) outcome = await runClaim(task, kept, now.signal, context);
    } catch (error) {
      logger.error(`${(error as Error).stack}`, { job: task.job, worker: id });
      // A full disk is not the task's fault; of anything else another attempt may do better, but not for ever.
      if (!isFull(error)) outcome = { kind: 'interrupted' };
      await sleep(isFull(error) ? noRoomMs : afterTroubleMs, undefined, { signal: noMore.signal }).catch(
        () => {},
      );
    }
    const recorded = await insist(task.job, () => endTask(database, task, outcome));
    const told = recorded === false ? 'was taken over by another worker' : outcome.kind;
    logger.info(`task ${task.number} (${task.task.kind}): ${told}`, { job: task.job, worker: id });
    busy--;
    if (outcome.kind === 'done') return kept;
    await kept?.clear();
    return undefined;
  };

  const serve = async (): Promise<void> => {
    const news = listenTo(database, queueTopic, noMore.signal);
    let bench: Bench | undefined;
    while (!noMore.signal.aborted) {
      const task = await claim();
      if (bench && bench.job !== task?.job) {
        await bench.clear();
        bench = undefined;
      }
      if (task) bench = await doTask(task, bench);
      else await news.next();
    }
    await bench?.clear();
    news.end();
  };

  const live = async (): Promise<void> => {
    while (!now.signal.aborted) {
      await sleep(beatMs, undefined, { signal: now.signal }).catch(() => {});
      if (now.signal.aborted) return;
      try {
        // Given up by others while it could not be heard: what it had is theirs now, and it starts anew.
        if (!(await beat(database, id))) id = await registerWorker(database, slots);
        await watch.look();
      } catch (error) {
        logger.error(`the worker's heartbeat failed: ${(error as Error).message}`);
      }
    }
  };

  const serving = Array.from({ length: slots }, serve);
  const living = live();
  const leave = async () => {
    noMore.abort();
    await Promise.all(serving);
    now.abort();
    await living;
    await giveUpWorker(database, id).catch((error: Error) => logger.warn(`not signed off: ${error.message}`));
  };
  return {
    busy: () => busy,
    drain: leave,
    stop() {
      noMore.abort();
      now.abort();
      return leave();
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof StorageFull || isNoRoom(error);
}
