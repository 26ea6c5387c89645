import { inputError } from '../core/errors.js';
import type { DataSpec, SolverSpec, Task } from '../core/generated/documents.js';
import { type Document, validate, validateDocument } from '../core/validation.js';
import { plan } from '../pipeline/plan.js';
import { definitionsOf, penaltiesOf, withDefinition } from '../plugins/penalties.js';
import type { Registry } from '../plugins/registry.js';

/** Data up to this many entries are prepared here and now, so that what is wrong with them is said at once. */
const preparedUpTo = 1e6;

/**
 * The spec or comparison in a request body, checked as far as it can be without training, with the definition of its
 * regularizer where that was registered here. Very large data are
 * left to the job's own process, which fails with the same explanation. Throws InputError.
 */
export async function postedDocument(body: unknown, registry: Registry): Promise<Document> {
  const document = withDefinition(validateDocument(body, penaltiesOf(registry)), definitionsOf(registry));
  const task = document.kind === 'spec' ? document.spec : document.comparison.compare;
  refuseFiles(task, document.kind === 'spec' ? '' : '/compare');
  if (entriesOf(task.data) <= preparedUpTo) await plan(document, registry, undefined);
  else checkSolvers(document, registry);
  return document;
}

function refuseFiles({ data }: Task, at: string): void {
  if (data.source !== 'file') return;
  throw inputError(
    `${at}/data/source`,
    'files of the server cannot be read over HTTP; send the rows inline, or use the command line',
    ['inline', 'generator'],
  );
}

/** How many numbers the data will have. */
function entriesOf(data: DataSpec): number {
  if (data.source === 'file') return 0;
  if (data.source === 'inline') return data.x.length * data.x[0]!.length;
  const columns = 'd' in data ? data.d : 2;
  return data.n * columns * ('patches' in data ? data.patches : 1);
}

function checkSolvers(document: Document, registry: Registry): void {
  if (document.kind === 'spec') checkSolver(document.spec.solver, '/solver', registry);
  else {
    for (const [k, solver] of document.comparison.solvers.entries()) {
      checkSolver(solver, `/solvers/${k}`, registry);
    }
  }
}

function checkSolver({ name, options }: SolverSpec, at: string, registry: Registry): void {
  if (name === 'auto') return;
  validate(registry.get('trainer', name, `${at}/name`).optionsSchema, options, `${at}/options`);
}
