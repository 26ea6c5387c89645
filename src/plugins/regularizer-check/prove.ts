import { InputError } from '../../core/errors.js';
import { askProcess, NoAnswer } from '../../core/process/ask-process.js';
import type { Candidate, CheckMessage } from './check-process.js';
import { type RegularizerCheck, RegularizerRefused } from './report.js';

/** A check takes half a second; one that takes so long does not end, or is of no use in training. */
const limitSeconds = 15;
const heapMb = 256;
/** With arrays of numbers and what Node takes for itself. */
const residentMb = 512;

/**
 * Checks a candidate in a process of its own, which is ended when it takes too long or too much memory. Throws
 * RegularizerRefused, and InputError about the fields of a definition.
 */
export async function prove(candidate: Candidate, seconds = limitSeconds): Promise<RegularizerCheck> {
  const module = new URL('./check-process.js', import.meta.url);
  let doing = 'while it was loaded';
  try {
    return await askProcess<CheckMessage, RegularizerCheck>(
      { module, question: candidate, seconds, heapMb, residentMb },
      (message) => {
        if ('check' in message) return message.check;
        if ('errors' in message) throw new InputError(message.errors);
        if ('failed' in message)
          throw new RegularizerRefused('throws', `it failed ${doing}: ${message.failed}`);
        if ('refused' in message) {
          const { code, message: words, counterexample } = message.refused;
          throw new RegularizerRefused(code, words, counterexample);
        }
        doing = `in the check "${message.row}"`;
        return undefined;
      },
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { reason } = error;
    if (reason === 'time')
      throw new RegularizerRefused('time-limit', `it did not come back within ${seconds} s ${doing}`);
    if (reason === 'memory')
      throw new RegularizerRefused('memory-limit', `it took more than ${heapMb} MB ${doing}`);
    throw new RegularizerRefused('throws', `it ended its process ${doing}`);
  }
}
