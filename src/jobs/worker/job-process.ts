import { setImmediate } from 'node:timers/promises';
import { InputError, inputProblem } from '../../core/errors.js';
import type { JobProgress } from '../../core/generated/documents.js';
import { startWatchdog } from '../../core/process/start-watchdog.js';
import type { Progress } from '../../plugins/trainer.js';
import { whenThereIsRoom } from '../durable-file.js';
import type { ProcessMessage, WorkerMessage } from './process-messages.js';
import { openTasks } from './run-task.js';
import { throttle } from './throttle.js';

/**
 * The process of one job: does the tasks it is given, one at a time, in the job's folder. It lives and dies with its
 * worker. Uncaught errors end it with a stack trace on stderr, which the worker logs.
 */

const progressIntervalMs = 100;
/** A run stops itself at its memory limit and keeps its best network; this is for one too busy to notice. */
const overshoot = 1.25;

async function serve(folder: string): Promise<void> {
  // Without its worker the task is somebody else's: another worker does it again.
  process.on('disconnect', () => process.exit(1));
  // Signals to the whole group reach the worker too, and it decides what becomes of the task.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});

  const opened = openTasks(folder, (memoryMb) => startWatchdog(overshoot * memoryMb));
  let abort = new AbortController();
  const doTask = async ({ task, number }: Extract<WorkerMessage, { type: 'task' }>) => {
    abort = new AbortController();
    const report = throttle<Progress>(
      (progress) =>
        tell({ type: 'progress', progress: { ...finiteOnly(progress), at: new Date().toISOString() } }),
      progressIntervalMs,
    );
    try {
      const write = await (await opened).run(task, number, { signal: abort.signal, report });
      report.flush();
      tell({ type: 'writing' });
      // Lets a disconnection be noticed that came while the thread was busy.
      await setImmediate();
      // Hours of training are not thrown away for a full disk: somebody may make room.
      await whenThereIsRoom(write, (error) => {
        process.stderr.write(`the result waits for room: ${error.message}\n`);
      });
      tell({ type: 'done' });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell({ type: 'failed', problem: inputProblem(error) });
    }
  };
  process.on('message', (message: WorkerMessage) => {
    if (message.type === 'cancel') abort.abort(message.reason);
    else void doTask(message);
  });
}

function tell(message: ProcessMessage): void {
  process.send?.(message, () => {});
}

/** JSON has no NaN and no infinities: such a figure is left out. */
function finiteOnly(progress: Progress): JobProgress {
  return Object.fromEntries(
    Object.entries(progress).filter(([, value]) => typeof value !== 'number' || Number.isFinite(value)),
  );
}

await serve(process.argv[2]!);
