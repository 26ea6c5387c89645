import { inputError } from '../core/errors.js';
import type { DataSpec, SolverSpec, Task } from '../core/generated/documents.js';
import { type Document, validate, validateDocument } from '../core/validation.js';
import type { Datasets } from '../jobs/datasets/datasets.js';
import { DatasetNotFound } from '../jobs/errors.js';
import { plan } from '../pipeline/plan.js';
import { definitionsOf, penaltiesOf, withDefinition } from '../plugins/penalties.js';
import type { Registry } from '../plugins/registry.js';
import type { Service } from './service.js';

/** Data up to this many entries are prepared here and now, so that what is wrong with them is said at once. */
const preparedUpTo = 1e6;
/** Files are read slower than numbers are drawn. */
const readUpTo = 1e5;

/**
 * The spec or comparison in a request body, checked as far as it can be without training, with the definition of its
 * regularizer where that was registered here. Very large data are
 * left to the job's own process, which fails with the same explanation. Throws InputError.
 */
export async function postedDocument(
  body: unknown,
  { registry, datasets }: Pick<Service, 'registry' | 'datasets'>,
): Promise<Document> {
  const document = withDefinition(validateDocument(body, penaltiesOf(registry)), definitionsOf(registry));
  const task = document.kind === 'spec' ? document.spec : document.comparison.compare;
  const at = document.kind === 'spec' ? '' : '/compare';
  refuseFiles(task, at);
  if (await isSmall(task.data, datasets, `${at}/data`)) {
    await plan(document, registry, { datasets: (id) => datasets.file(id) });
  } else {
    checkSolvers(document, registry);
  }
  return document;
}

function refuseFiles({ data }: Task, at: string): void {
  if (data.source !== 'file') return;
  throw inputError(
    `${at}/data/source`,
    'files of the server cannot be read over HTTP; upload them to /v1/datasets, send the rows inline, or use the command line',
    ['inline', 'dataset', 'generator'],
  );
}

/** Whether the data are small enough to be prepared now. Throws InputError for a dataset that is not there. */
async function isSmall(data: DataSpec, datasets: Datasets, pointer: string): Promise<boolean> {
  switch (data.source) {
    case 'file':
      return true;
    case 'inline':
      return data.x.length * data.x[0]!.length <= preparedUpTo;
    case 'dataset': {
      let entries = await entriesOf(data.id, datasets, `${pointer}/id`);
      if (data.test) entries += await entriesOf(data.test.id, datasets, `${pointer}/test/id`);
      return entries <= readUpTo;
    }
    default: {
      const columns = 'd' in data ? data.d : 2;
      return data.n * columns * ('patches' in data ? data.patches : 1) <= preparedUpTo;
    }
  }
}

async function entriesOf(id: string, datasets: Datasets, pointer: string): Promise<number> {
  try {
    const { rows = 0, columns = [], arrays = [] } = await datasets.get(id);
    const numbers = arrays.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
    return rows * columns.length + numbers.reduce((sum, count) => sum + count, 0);
  } catch (error) {
    if (!(error instanceof DatasetNotFound)) throw error;
    throw inputError(pointer, `${error.message}: upload it with POST /v1/datasets`);
  }
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
