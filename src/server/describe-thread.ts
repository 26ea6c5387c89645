import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../core/errors.js';
import { type Contents, describe, type UploadFormat } from '../data/sources/describe.js';
import type { ThreadReply } from './in-thread.js';

// Entry point of the thread that reads an uploaded file: answers one request and ends.
const { path, format, name } = workerData as { path: string; format: UploadFormat; name: string };

async function reply(): Promise<ThreadReply<Contents>> {
  try {
    return { value: await describe(path, format, name) };
  } catch (error) {
    if (error instanceof InputError) return { errors: error.errors };
    throw error;
  }
}

parentPort!.postMessage(await reply());
