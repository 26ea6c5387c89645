import { type CheckReport, checkResult } from '../certify/check/check-result.js';
import { readResult } from '../certify/check/read-result.js';
import { InputError } from '../core/errors.js';
import type { RegularizerDefinition } from '../core/generated/documents.js';
import { builtinPenalties } from '../core/proximal/index.js';
import { validateDocument } from '../core/validation.js';
import type { DatasetFile, Datasets } from '../data/sources/dataset.js';
import { withDefinition, withDefinitions } from '../plugins/penalties.js';
import { penaltiesOfModules } from '../plugins/regularizer-module.js';
import { answerInProcess } from './answer-in-process.js';

interface CheckQuestion {
  readonly result: unknown;
  readonly document?: unknown;
  readonly definitions: readonly RegularizerDefinition[];
  /** Files of regularizers that this service has checked. */
  readonly modules: readonly string[];
  readonly datasets: ReadonlyMap<string, DatasetFile>;
}

// Entry point of the process of one check.
answerInProcess(
  async ({ result, document, definitions, modules, datasets }: CheckQuestion): Promise<CheckReport> => {
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
    return at('/document', () => checkResult(read, { ...given, penalties, datasets: found }));
  },
);

/** Errors of a part of the request point into the request. */
async function at<T>(pointer: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.errors.map((one) => ({ ...one, pointer: pointer + one.pointer })));
  }
}
