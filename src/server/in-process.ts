import { InputError } from '../core/errors.js';
import { askProcess, NoAnswer } from '../core/process/ask-process.js';
import type { Reply } from './answer-in-process.js';
import { httpProblem } from './problems.js';

const heapMb = 1024;
/** With the numbers of a dataset, which are in no heap. */
const residentMb = 4096;

/**
 * Lets a module answer in a process of its own, which ends after its time or with too much memory: what users send may need
 * either. Throws InputError with the errors it answers, and the problems 504 and 413.
 */
export async function inProcess<T>(
  module: URL,
  question: unknown,
  seconds: number,
  tooLate: string,
): Promise<T> {
  try {
    const { value } = await askProcess<Reply<T>, { readonly value: T }>(
      { module, question, seconds, heapMb, residentMb },
      (reply) => {
        if ('errors' in reply) throw new InputError(reply.errors);
        return reply;
      },
    );
    return value;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error.reason === 'time') throw httpProblem(504, 'too-late', 'It was not finished in time', tooLate);
    if (error.reason === 'memory')
      throw httpProblem(413, 'too-large', 'It is too large', `it may take ${residentMb} MB of memory here`);
    throw error;
  }
}
