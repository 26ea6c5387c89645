import { Worker } from 'node:worker_threads';
import { InputError } from '../core/errors.js';
import type { FieldError } from '../core/generated/documents.js';
import { httpProblem } from './problems.js';

/** What a thread answers: a value, or what is wrong with its input. */
export type ThreadReply<T> = { readonly value: T } | { readonly errors: readonly FieldError[] };

const memoryMb = 1024;

/**
 * Lets a module answer in a thread of its own, which the time limit ends. Throws InputError with the errors it
 * answers, and the problem 504 when the time is over.
 */
export async function inThread<T>(module: URL, data: unknown, seconds: number, tooLate: string): Promise<T> {
  const worker = new Worker(module, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    const reply = await new Promise<ThreadReply<T>>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      limit.onabort = () => reject(httpProblem(504, 'too-late', 'It was not finished in time', tooLate));
    });
    if ('errors' in reply) throw new InputError(reply.errors);
    return reply.value;
  } finally {
    limit.onabort = null;
    await worker.terminate();
  }
}
