import { Worker } from 'node:worker_threads';
import { InputError } from '../../core/errors.js';
import { type RegularizerCheck, RegularizerRefused } from './report.js';
import type { Candidate, CheckMessage } from './worker.js';

/** A check takes half a second; one that takes so long does not end, or is of no use in training. */
const limitSeconds = 15;
const memoryMb = 256;

/**
 * Checks a candidate in a thread of its own, which is ended when it takes too long or too much memory. Throws
 * RegularizerRefused, and InputError about the fields of a definition.
 */
export async function prove(candidate: Candidate, seconds = limitSeconds): Promise<RegularizerCheck> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: candidate,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // What a plugin prints is no part of what this process says.
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<RegularizerCheck>((resolve, reject) => {
      let doing = 'while it was loaded';
      const refuse = (...reason: ConstructorParameters<typeof RegularizerRefused>) =>
        reject(new RegularizerRefused(...reason));
      timer = setTimeout(
        () => refuse('time-limit', `it did not come back within ${seconds} s ${doing}`),
        seconds * 1000,
      );
      worker.on('message', (message: CheckMessage) => {
        if ('row' in message) doing = `in the check "${message.row}"`;
        else if ('check' in message) resolve(message.check);
        else if ('errors' in message) reject(new InputError(message.errors));
        else refuse(message.refused.code, message.refused.message, message.refused.counterexample);
      });
      worker.on('error', (error: NodeJS.ErrnoException) => {
        const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        if (memory) refuse('memory-limit', `it took more than ${memoryMb} MB ${doing}`);
        else refuse('throws', `it failed ${doing}: ${error.message}`);
      });
      worker.on('exit', () => refuse('throws', `it ended its thread ${doing}`));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
