import { parentPort, workerData } from 'node:worker_threads';
import { type CheckReport, checkResult } from '../certify/check/check-result.js';
import { readResult } from '../certify/check/read-result.js';
import { InputError } from '../core/errors.js';
import type { RegularizerDefinition } from '../core/generated/documents.js';
import { builtinPenalties } from '../core/proximal/index.js';
import { validateDocument } from '../core/validation.js';
import type { DatasetFile, Datasets } from '../data/sources/dataset.js';
import { withDefinition, withDefinitions } from '../plugins/penalties.js';
import { penaltiesOfModules } from '../plugins/regularizer-module.js';
import type { ThreadReply } from './in-thread.js';

// Entry point of a check's thread: answers one request and ends.
const { result, document, definitions, modules, datasets } = workerData as {
  result: unknown;
  document?: unknown;
  definitions: readonly RegularizerDefinition[];
  /** Files of regularizers that this service has checked. */
  modules: readonly string[];
  datasets: ReadonlyMap<string, DatasetFile>;
};

async function reply(): Promise<ThreadReply<CheckReport>> {
  try {
    const read = await at('/result', () => readResult(result));
    const known = new Map([...builtinPenalties, ...(await penaltiesOfModules(modules))]);
    const penalties = await withDefinitions(known, definitions);
    const given =
      document === undefined
        ? {}
        : {
            document: await at('/document', () =>
              withDefinition(validateDocument(document, penalties), definitions),
            ),
          };
    const found: Datasets = async (id) => datasets.get(id);
    return {
      value: await at('/document', () => checkResult(read, { ...given, penalties, datasets: found })),
    };
  } catch (error) {
    if (error instanceof InputError) return { errors: error.errors };
    throw error;
  }
}

/** Errors of a part of the request point into the request. */
async function at<T>(pointer: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.errors.map((one) => ({ ...one, pointer: pointer + one.pointer })));
  }
}

parentPort!.postMessage(await reply());
