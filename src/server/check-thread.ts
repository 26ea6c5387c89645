import { parentPort, workerData } from 'node:worker_threads';
import { type CheckReport, checkResult } from '../certify/check/check-result.js';
import { readResult } from '../certify/check/read-result.js';
import { InputError } from '../core/errors.js';
import type { FieldError, RegularizerDefinition } from '../core/generated/documents.js';
import { builtinPenalties } from '../core/proximal/index.js';
import { validateDocument } from '../core/validation.js';
import { withDefinition, withDefinitions } from '../plugins/penalties.js';

export type CheckReply = { readonly report: CheckReport } | { readonly errors: readonly FieldError[] };

// Entry point of a check's thread: answers one request and ends.
const { result, document, definitions } = workerData as {
  result: unknown;
  document?: unknown;
  definitions: readonly RegularizerDefinition[];
};

async function reply(): Promise<CheckReply> {
  try {
    const read = await at('/result', () => readResult(result));
    const penalties = await withDefinitions(builtinPenalties, definitions);
    const given =
      document === undefined
        ? {}
        : {
            document: await at('/document', () =>
              withDefinition(validateDocument(document, penalties), definitions),
            ),
          };
    return { report: await at('/document', () => checkResult(read, { ...given, penalties })) };
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
