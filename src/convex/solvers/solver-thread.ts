import { Worker } from 'node:worker_threads';
import type { ConicOptions, ConicProgram, ConicSolution, ConicSolver } from '../../plugins/conic-solver.js';

export interface SolveRequest {
  readonly id: number;
  readonly program: ConicProgram;
  readonly options: ConicOptions;
}

export interface SolveReply {
  readonly id: number;
  readonly version: string;
  readonly solution: ConicSolution;
}

/** The signal was aborted while a program was being solved. */
export class SolveAborted extends Error {
  override readonly name = 'SolveAborted';
}

/** A conic solver in a thread of its own: the caller's event loop stays free, and a solve can be killed. */
export interface SolverThread {
  /** Throws SolveAborted when the signal is aborted before the end. A crash of the thread is a `failed` solution. */
  solve(program: ConicProgram, options: ConicOptions): Promise<ConicSolution>;
  /** The solver's own version, known after the first solve. */
  version(): string | undefined;
  close(): Promise<void>;
}

export function openSolverThread(solver: ConicSolver, signal: AbortSignal): SolverThread {
  const worker = new Worker(new URL('./solve-thread.js', import.meta.url), {
    workerData: { implementation: solver.implementation },
  });
  const waiting = new Map<number, { resolve: (s: ConicSolution) => void; reject: (e: Error) => void }>();
  let version: string | undefined;
  let crashed: string | undefined;
  let requests = 0;

  const settleAll = (
    settle: (entry: { resolve: (s: ConicSolution) => void; reject: (e: Error) => void }) => void,
  ) => {
    for (const entry of waiting.values()) settle(entry);
    waiting.clear();
  };
  const fail = (native: string) => {
    crashed ??= native;
    settleAll(({ resolve }) => resolve({ status: 'failed', native: crashed!, iterations: 0 }));
  };
  const abort = () => {
    void worker.terminate();
    settleAll(({ reject }) => reject(new SolveAborted()));
  };

  worker.on('message', (reply: SolveReply) => {
    version = reply.version;
    waiting.get(reply.id)?.resolve(reply.solution);
    waiting.delete(reply.id);
  });
  worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => fail(`the solver thread ended with code ${code}`));
  signal.addEventListener('abort', abort);

  return {
    solve(program, options) {
      if (signal.aborted) return Promise.reject(new SolveAborted());
      if (crashed !== undefined) return Promise.resolve({ status: 'failed', native: crashed, iterations: 0 });
      return new Promise((resolve, reject) => {
        const request: SolveRequest = { id: requests++, program, options };
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request);
      });
    },
    version: () => version,
    async close() {
      signal.removeEventListener('abort', abort);
      await worker.terminate();
    },
  };
}
