import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InputError, inputProblem } from '../core/errors.js';
import type { JobProgress } from '../core/generated/documents.js';
import { type Document, validateDocument } from '../core/validation.js';
import { builtinRegistry } from '../pipeline/builtins.js';
import { type Execution, execute } from '../pipeline/execute.js';
import type { Progress } from '../plugins/trainer.js';
import { renderReport } from '../report/html.js';
import { replaceDurably } from './durable-file.js';
import type { CancelMessage, ProcessMessage } from './process-messages.js';
import { throttle } from './throttle.js';
import type { WatchdogData } from './watchdog.js';

/**
 * The process of one job: runs the spec in the folder it is given and leaves result.json and report.html there.
 * It lives and dies with its server. Uncaught errors end it with a stack trace on stderr, which the server logs.
 */

const progressIntervalMs = 100;

async function run(folder: string): Promise<void> {
  const abort = new AbortController();
  process.on('message', (message: CancelMessage) => abort.abort(message.reason));
  // Without its server the job is somebody else's: a later server runs it again.
  process.on('disconnect', () => process.exit(1));
  // Signals to the whole group reach the server too, and it decides what becomes of the job.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});

  try {
    const document = validateDocument(JSON.parse(await readFile(join(folder, 'spec.json'), 'utf8')));
    startWatchdog(document);
    const report = throttle<Progress>(
      (progress) =>
        tell({ type: 'progress', progress: { ...finiteOnly(progress), at: new Date().toISOString() } }),
      progressIntervalMs,
    );
    const { result, problem } = await execute(document, {
      registry: builtinRegistry(),
      signal: abort.signal,
      report,
    });
    report.flush();
    // Lets a disconnection be noticed that came while the thread was busy.
    await setImmediate();
    await replaceDurably(join(folder, 'result.json'), JSON.stringify(result));
    await writeReport(folder, document, { result, problem });
    tell({ type: 'done' }, leave);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tell({ type: 'failed', problem: inputProblem(error) }, leave);
  }
}

function startWatchdog(document: Document): void {
  const { limits } = document.kind === 'spec' ? document.spec : document.comparison.compare;
  const workerData: WatchdogData = { parent: process.ppid, memoryMb: limits.memoryMb };
  new Worker(new URL('./watchdog.js', import.meta.url), { workerData }).unref();
}

/** A report that cannot be drawn does not take the result away. */
async function writeReport(
  folder: string,
  document: Document,
  { result, problem }: Execution,
): Promise<void> {
  try {
    await replaceDurably(join(folder, 'report.html'), renderReport(result, document, { problem }));
  } catch (error) {
    process.stderr.write(`no report: ${(error as Error).stack}\n`);
  }
}

function tell(message: ProcessMessage, then = () => {}): void {
  process.send?.(message, then);
}

function leave(): void {
  process.exit(0);
}

/** JSON has no NaN and no infinities: such a figure is left out. */
function finiteOnly(progress: Progress): JobProgress {
  return Object.fromEntries(
    Object.entries(progress).filter(([, value]) => typeof value !== 'number' || Number.isFinite(value)),
  );
}

await run(process.argv[2]!);
