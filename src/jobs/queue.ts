import { availableParallelism } from 'node:os';
import type { ProblemDocument } from '../core/generated/documents.js';
import type { StopReason } from '../core/stop.js';
import { isFinal, type Job } from './job.js';
import type { JobStore } from './job-store.js';
import { type JobProcess, launch } from './launch.js';
import type { Logger } from './logger.js';
import { interruptedProblem } from './process-problems.js';

/** A job that was running so often when its server ended is not tried again. */
const attemptsAllowed = 3;

export interface QueueOptions {
  readonly store: JobStore;
  /** Processes at a time. */
  readonly concurrency: number;
  readonly processModule: URL;
  readonly logger: Logger;
}

/** Runs jobs first come, first served, each in a process of its own. */
export interface JobQueue {
  add(id: string): void;
  /** Takes up the jobs that the last server left unfinished. */
  recover(): Promise<void>;
  /** Ends a job: at once when it waits, within a second when it runs. Throws JobConflict when it is final. */
  cancel(id: string, reason: StopReason): Promise<void>;
  /** Ends all processes and puts their jobs back, to run when the next server starts. */
  stop(): Promise<void>;
}

/** A job that holds one of the places. Without a process it is about to get one. */
interface Running {
  process?: JobProcess;
  cancelled?: StopReason;
}

export function createQueue({ store, concurrency, processModule, logger }: QueueOptions): JobQueue {
  const waiting: string[] = [];
  const running = new Map<string, Running>();
  const ends = new Map<string, Promise<void>>();
  let stopping = false;

  const pump = () => {
    while (!stopping && running.size < concurrency && waiting.length > 0) {
      const id = waiting.shift()!;
      const place: Running = {};
      running.set(id, place);
      const end = run(id, place)
        .catch((error: Error) => logger.error(`job ${id}: ${error.stack}`))
        .finally(() => {
          running.delete(id);
          ends.delete(id);
          pump();
        });
      ends.set(id, end);
    }
  };

  const run = async (id: string, place: Running) => {
    const job = await store.get(id);
    if (!job || isFinal(job.status)) return;
    const attempts = job.attempts + 1;
    await store.setStatus(id, { status: 'running', startedAt: now(), attempts, progress: {} });
    if (stopping) return void (await putBack(job));
    if (place.cancelled) return void (await finish(id, 'cancelled'));
    place.process = launch({
      module: processModule,
      folder: store.folder(id),
      budget: job.budget,
      threads: Math.max(1, Math.floor(availableParallelism() / concurrency)),
      onProgress(progress) {
        store
          .setProgress(id, progress)
          .catch((error: Error) => logger.error(`job ${id}: progress is lost: ${error.message}`));
      },
      onCrash({ code, signal, stderr }) {
        if (stopping || place.cancelled) return;
        logger.error(`job ${id}: its process ended with ${signal ?? `code ${code}`}\n${stderr}`);
      },
    });
    const problem = await place.process.ended;
    const hasResult = await store.hasArtifact(id, 'result');
    if (place.cancelled) return void (await finish(id, 'cancelled'));
    if (hasResult) return void (await finish(id, 'succeeded'));
    if (stopping) return void (await putBack(job));
    await finish(id, 'failed', problem);
  };

  const finish = (id: string, status: 'succeeded' | 'failed' | 'cancelled', problem?: ProblemDocument) =>
    store.setStatus(id, { status, finishedAt: now(), ...(problem ? { problem } : {}) });

  /** The server was asked to end, so the attempt does not count. */
  const putBack = (job: Job) =>
    store.setStatus(job.id, { status: 'queued', attempts: job.attempts, progress: {} });

  return {
    add(id) {
      waiting.push(id);
      pump();
    },
    async recover() {
      for (const job of await store.unfinished()) {
        if (job.cancelRequested) await finish(job.id, 'cancelled');
        else if (await store.hasArtifact(job.id, 'result')) await finish(job.id, 'succeeded');
        else if (job.attempts >= attemptsAllowed) {
          await finish(job.id, 'failed', interruptedProblem(job.attempts));
        } else {
          if (job.status === 'running') await store.setStatus(job.id, { status: 'queued', progress: {} });
          waiting.push(job.id);
        }
      }
      pump();
    },
    async cancel(id, reason) {
      const place = running.get(id);
      if (!place) {
        const at = waiting.indexOf(id);
        if (at >= 0) waiting.splice(at, 1);
        return void (await finish(id, 'cancelled'));
      }
      place.cancelled ??= reason;
      try {
        await store.markCancelRequested(id);
      } finally {
        // Also when the disk is full: a process that cannot be stopped would be worse than a lost note.
        place.process?.cancel(place.cancelled);
      }
    },
    async stop() {
      stopping = true;
      for (const { process } of running.values()) process?.kill();
      await Promise.all(ends.values());
    },
  };
}

function now(): string {
  return new Date().toISOString();
}
