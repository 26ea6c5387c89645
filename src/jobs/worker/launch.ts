import { fork } from 'node:child_process';
import { totalmem } from 'node:os';
import type { JobProgress, ProblemDocument } from '../../core/generated/documents.js';
import type { StopReason } from '../../core/stop.js';
import type { Task } from '../tasks.js';
import type { ProcessMessage, WorkerMessage } from './process-messages.js';
import type { Crash } from './process-problems.js';

/** A process that is asked to end has so long to begin with its files; then it is killed. */
const politeMs = 700;
/** Above the time limit of its runs a task may spend so long on loading, certifying and reporting. */
const graceSeconds = 60;
const stderrKept = 16_000;

export interface Launch {
  /** The compiled module that runs as the process. */
  readonly module: URL;
  readonly folder: string;
  readonly memoryMb: number;
  /** Threads that its matrix products may take, where the environment does not say: cores are shared with other jobs. */
  readonly threads: number;
}

export interface TaskOrder {
  readonly task: Task;
  readonly number: number;
  /** Wall-clock seconds that its runs may take together. */
  readonly seconds: number;
  readonly onProgress: (progress: JobProgress) => void;
}

/** How a task went, as far as its process could tell. */
export type TaskEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: ProblemDocument }
  | { readonly kind: 'overdue' }
  | { readonly kind: 'crashed'; readonly crash: Crash };

/** A job's process, seen from its worker. */
export interface JobProcess {
  /** Does one task; never rejects. A process that has ended, or ends on the way, has crashed. */
  run(order: TaskOrder): Promise<TaskEnd>;
  /** Asks the task for the best result so far and its end; insists after 700 ms. */
  cancel(reason: StopReason): void;
  /** Ends it at once and resolves when it is gone. Files appear whole or not at all, so nothing is left half done. */
  kill(): Promise<void>;
}

/** Below it V8 dies while it starts; a smaller limit is for the watchdog. */
const smallestHeapMb = 64;

/** Starts the process of one job. */
export function launch({ module, folder, memoryMb, threads }: Launch): JobProcess {
  const heapMb = Math.ceil(Math.max(smallestHeapMb, Math.min(memoryMb, totalmem() / 2 ** 20)));
  const child = fork(module, [folder], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: { RELUCENT_BLAS_THREADS: String(threads), ...process.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-stderrKept);
  });
  child.on('error', (error) => {
    stderr = `${stderr}${error.message}`;
    if (child.pid === undefined) resolveCrash({ code: null, signal: null, stderr });
  });
  let resolveCrash: (crash: Crash) => void;
  const crashed = new Promise<Crash>((resolve) => {
    resolveCrash = resolve;
    // `close` comes after the last message, `exit` may not.
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  const kill = () => void child.kill('SIGKILL');
  const tell = (message: WorkerMessage) => {
    // A process that has just ended cannot be told; its end is noticed anyway.
    if (child.connected) child.send(message, () => {});
  };
  let insist: NodeJS.Timeout | undefined;
  let writing = false;

  return {
    async run({ task, number, seconds, onProgress }) {
      let overdue = false;
      writing = false;
      const deadline = performance.now() + (seconds + graceSeconds) * 1000;
      // A single timer cannot wait longer than 24 days.
      const watch = setInterval(() => {
        if (performance.now() < deadline) return;
        overdue = true;
        kill();
      }, 1000);
      let onMessage = (_message: ProcessMessage) => {};
      const answered = new Promise<TaskEnd>((resolve) => {
        onMessage = (message) => {
          if (message.type === 'progress') onProgress(message.progress);
          else if (message.type === 'writing') {
            writing = true;
            clearTimeout(insist);
          } else if (message.type === 'done') resolve({ kind: 'done' });
          else resolve({ kind: 'failed', problem: message.problem });
        };
      });
      child.on('message', onMessage);
      tell({ type: 'task', task, number });
      try {
        return await Promise.race([
          answered,
          crashed.then((crash): TaskEnd => (overdue ? { kind: 'overdue' } : { kind: 'crashed', crash })),
        ]);
      } finally {
        clearInterval(watch);
        clearTimeout(insist);
        child.off('message', onMessage);
      }
    },
    cancel(reason) {
      tell({ type: 'cancel', reason });
      clearTimeout(insist);
      if (!writing) insist = setTimeout(kill, politeMs);
    },
    async kill() {
      clearTimeout(insist);
      kill();
      await crashed;
    },
  };
}
