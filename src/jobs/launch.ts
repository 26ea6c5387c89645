import { fork } from 'node:child_process';
import { totalmem } from 'node:os';
import type { JobProgress, ProblemDocument } from '../core/generated/documents.js';
import type { StopReason } from '../core/stop.js';
import type { Budget } from './job.js';
import type { CancelMessage, ProcessMessage } from './process-messages.js';
import { type Crash, crashProblem, overdueProblem } from './process-problems.js';

/** A process that is asked to end has so long to do it; then it is killed. */
const politeMs = 700;
/** Above the time limit of its runs a job may spend so long on loading, certifying and reporting. */
const graceSeconds = 60;
const stderrKept = 16_000;

export interface Launch {
  /** The compiled module that runs as the process. */
  readonly module: URL;
  readonly folder: string;
  readonly budget: Budget;
  /** Threads that its matrix products may take, where the environment does not say: cores are shared with other jobs. */
  readonly threads: number;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onCrash: (crash: Crash) => void;
}

/** A job's process, seen from the server. */
export interface JobProcess {
  /** When the process is gone: the problem it had, or nothing when it has finished. Never rejects. */
  readonly ended: Promise<ProblemDocument | undefined>;
  /** Asks for the best result so far and the end; insists after 700 ms. */
  cancel(reason: StopReason): void;
  /** Ends it at once. Artifacts appear whole or not at all, so nothing is left half done. */
  kill(): void;
}

/** Below it V8 dies while it starts; a smaller limit is for the watchdog. */
const smallestHeapMb = 64;

/** Starts the process of one job. */
export function launch({ module, folder, budget, threads, onProgress, onCrash }: Launch): JobProcess {
  const heapMb = Math.ceil(Math.max(smallestHeapMb, Math.min(budget.memoryMb, totalmem() / 2 ** 20)));
  const child = fork(module, [folder], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: { RELUCENT_BLAS_THREADS: String(threads), ...process.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = () => void child.kill('SIGKILL');

  const ended = new Promise<ProblemDocument | undefined>((resolve) => {
    let last: Exclude<ProcessMessage, { type: 'progress' }> | undefined;
    let overdue = false;
    let stderr = '';
    let lingering: NodeJS.Timeout | undefined;

    const deadline = performance.now() + (budget.seconds + graceSeconds) * 1000;
    // A single timer cannot wait longer than 24 days.
    const watch = setInterval(() => {
      if (performance.now() < deadline) return;
      overdue = true;
      kill();
    }, 1000);
    child.stderr?.on('data', (chunk) => {
      stderr = `${stderr}${chunk}`.slice(-stderrKept);
    });
    child.on('message', (message: ProcessMessage) => {
      if (message.type === 'progress') {
        onProgress(message.progress);
      } else {
        last = message;
        lingering = setTimeout(kill, politeMs);
      }
    });
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      clearInterval(watch);
      clearTimeout(lingering);
      if (last) return resolve(last.type === 'failed' ? last.problem : undefined);
      if (overdue) return resolve(overdueProblem(budget.seconds));
      const crash: Crash = { code, signal, stderr };
      onCrash(crash);
      resolve(crashProblem(crash, budget.memoryMb));
    };
    child.on('error', (error) => {
      stderr = `${stderr}${error.message}`;
      if (child.pid === undefined) settle(null, null);
    });
    // `close` comes after the last message, `exit` may not.
    child.on('close', settle);
  });

  return {
    ended,
    cancel(reason) {
      const message: CancelMessage = { type: 'cancel', reason };
      // A process that has just ended cannot be told; its end is noticed anyway.
      if (child.connected) child.send(message, () => {});
      const timer = setTimeout(kill, politeMs);
      void ended.then(() => clearTimeout(timer));
    },
    kill,
  };
}
