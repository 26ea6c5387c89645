import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../core/errors.js';
import type { RegularizerDefinition } from '../core/generated/documents.js';
import { penaltyOfDefinition } from '../plugins/regularizer-definition.js';
import { penaltyPicture } from '../report/figures/penalty.js';
import type { ThreadReply } from './in-thread.js';

// Entry point of the thread that draws a regularizer which a user sent: answers one request and ends.
async function reply(): Promise<ThreadReply<string>> {
  try {
    return { value: penaltyPicture(await penaltyOfDefinition(workerData as RegularizerDefinition)) };
  } catch (error) {
    if (error instanceof InputError) return { errors: error.errors };
    throw error;
  }
}

parentPort!.postMessage(await reply());
