import { InputError } from '../../core/errors.js';
import type { FieldError, RegularizerDefinition } from '../../core/generated/documents.js';
import { answerQuestion } from '../../core/process/answer-question.js';
import { penaltyOfDefinition } from '../regularizer-definition.js';
import { penaltyOfModule } from '../regularizer-module.js';
import { checkRegularizer } from './check.js';
import { watchGlobals } from './globals.js';
import {
  type Counterexample,
  type RefusalCode,
  type RegularizerCheck,
  RegularizerRefused,
} from './report.js';

/** What is to be checked: a definition, or the module at a URL. */
export type Candidate = { readonly definition: RegularizerDefinition } | { readonly url: string };

export type CheckMessage =
  | { readonly row: string }
  | { readonly check: RegularizerCheck }
  | { readonly failed: string }
  | { readonly errors: readonly FieldError[] }
  | {
      readonly refused: {
        readonly code: RefusalCode;
        readonly message: string;
        readonly counterexample?: Counterexample;
      };
    };

async function check(candidate: Candidate, tell: (message: CheckMessage) => void): Promise<CheckMessage> {
  const changed = watchGlobals();
  try {
    const penalty =
      'definition' in candidate
        ? await penaltyOfDefinition(candidate.definition)
        : penaltyOfModule((await import(candidate.url)) as object);
    const report = checkRegularizer(penalty, { onRow: (row) => tell({ row }) });
    const change = changed();
    if (change !== undefined) {
      throw new RegularizerRefused('global-state', `${change}: it may change nothing that others share`);
    }
    return { check: report };
  } catch (error) {
    if (error instanceof InputError) return { errors: error.errors };
    const { code, message, counterexample } =
      error instanceof RegularizerRefused ? error : refusalOf(error, changed());
    return { refused: { code, message, ...(counterexample ? { counterexample } : {}) } };
  }
}

/** A module that cannot be loaded, or has broken what the checks themselves stand on. */
function refusalOf(error: unknown, change: string | undefined): RegularizerRefused {
  if (change !== undefined) {
    return new RegularizerRefused('global-state', `${change}: it may change nothing that others share`);
  }
  return new RegularizerRefused('throws', `it cannot be loaded: ${(error as Error)?.message ?? error}`);
}

// Entry point of the process of one check.
answerQuestion(check);
process.on('uncaughtException', (error) => {
  const failed: CheckMessage = { failed: error instanceof Error ? error.message : String(error) };
  process.send?.(failed);
});
