import { inputError } from '../core/errors.js';
import type { SolverSpec, Task } from '../core/generated/documents.js';
import { type Document, validate, validateDocument } from '../core/validation.js';
import type { Registry } from '../plugins/registry.js';

/**
 * The spec or comparison in a request body, with everything checked that needs no data: the schema, the names of
 * solvers and attacks, and their options. Throws InputError.
 */
export function postedDocument(body: unknown, registry: Registry): Document {
  const document = validateDocument(body);
  if (document.kind === 'spec') {
    checkTask(document.spec, '', registry);
    checkSolver(document.spec.solver, '/solver', registry);
  } else {
    const { compare, solvers } = document.comparison;
    checkTask(compare, '/compare', registry);
    for (const [k, solver] of solvers.entries()) checkSolver(solver, `/solvers/${k}`, registry);
  }
  return document;
}

function checkTask(task: Task, at: string, registry: Registry): void {
  if (task.data.source === 'file') {
    throw inputError(
      `${at}/data/source`,
      'files of the server cannot be read over HTTP; send the rows inline, or use the command line',
      ['inline', 'generator'],
    );
  }
  task.evaluate.attacks?.forEach((attack, k) => {
    const pointer = `${at}/evaluate/attacks/${k}`;
    validate(registry.get('attack', attack.name, `${pointer}/name`).optionsSchema, attack, pointer);
  });
}

function checkSolver({ name, options }: SolverSpec, at: string, registry: Registry): void {
  if (name === 'auto') return;
  validate(registry.get('trainer', name, `${at}/name`).optionsSchema, options, `${at}/options`);
}
