import { parentPort, workerData } from 'node:worker_threads';
import type { ConicSolverImplementation } from '../../plugins/conic-solver.js';
import type { SolveReply, SolveRequest } from './solver-thread.js';

// Entry point of a solver thread: loads one implementation and answers requests in order.
const { default: implementation } = (await import(workerData.implementation)) as {
  default: ConicSolverImplementation;
};

parentPort!.on('message', async ({ id, program, options }: SolveRequest) => {
  const reply = async (): Promise<SolveReply> => {
    try {
      const version = await implementation.version();
      return { id, version, solution: await implementation.solve(program, options) };
    } catch (error) {
      // A WebAssembly trap (out of memory, a panic) leaves the instance unusable; the message is all there is.
      const native = error instanceof Error ? error.message : String(error);
      return { id, version: 'unknown', solution: { status: 'failed', native, iterations: 0 } };
    }
  };
  parentPort!.postMessage(await reply());
});
