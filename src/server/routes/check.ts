import { Router } from 'express';
import { inputError } from '../../core/errors.js';
import type { DatasetFile } from '../../data/sources/dataset.js';
import type { Datasets } from '../../jobs/datasets/datasets.js';
import { oneAtATime } from '../../jobs/one-at-a-time.js';
import { definitionsOf } from '../../plugins/penalties.js';
import { inProcess } from '../in-process.js';
import { jsonBody } from '../json-body.js';
import { httpProblem } from '../problems.js';
import type { Service } from '../service.js';

const mostWaiting = 16;
const checkProcess = new URL('../check-process.js', import.meta.url);

/**
 * POST /v1/check { result, document? } re-verifies a posted result: the same as `relucent check`, for data that are
 * inline, generated or uploaded. Checks run one at a time, each in a process of its own that a time limit can end.
 */
export function check({ solveSeconds, registry, datasets, config }: Service): Router {
  const inTurn = oneAtATime();
  let waiting = 0;
  return Router().post('/v1/check', ...jsonBody, async (request, response) => {
    const body = bodyOf(request.body);
    const tooLate = `it may take ${solveSeconds} s here; the command "relucent check" has no such limit`;
    const definitions = definitionsOf(registry);
    const modules = config.plugins.filter((file) => !file.endsWith('.json'));
    const data = { ...body, definitions, modules, datasets: await filesOf(body, datasets) };
    if (waiting >= mostWaiting) {
      throw httpProblem(429, 'busy', 'Too many checks wait', `${waiting} wait already; try again in a while`);
    }
    waiting++;
    const report = await inTurn('check', async () => {
      waiting--;
      // Nobody reads the answer any more.
      if (response.destroyed) return undefined;
      return inProcess(checkProcess, data, solveSeconds, tooLate);
    });
    if (report !== undefined) response.json(report);
  });
}

function bodyOf(body: unknown): object {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw inputError('', 'must be an object { result, document? }');
  }
  const unknown = Object.keys(body).find((key) => key !== 'result' && key !== 'document');
  if (unknown !== undefined) throw inputError(`/${unknown}`, 'unknown field', ['result', 'document']);
  if (!('result' in body)) throw inputError('/result', 'is required');
  // Said here, for a process takes about a second to start.
  for (const [key, value] of Object.entries(body)) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw inputError(`/${key}`, 'must be an object');
    }
  }
  return body;
}

/** The uploaded datasets that the document, or the one the result carries, may name. */
async function filesOf(body: object, datasets: Datasets): Promise<Map<string, DatasetFile>> {
  const { result, document } = body as { result: unknown; document?: unknown };
  const found = new Map<string, DatasetFile>();
  for (const task of [document, result].flatMap(tasksIn)) {
    for (const id of idsIn(task)) {
      const file = await datasets.file(id);
      if (file) found.set(id, file);
    }
  }
  return found;
}

type Loose = Readonly<Record<string, unknown>>;

function tasksIn(value: unknown): Loose[] {
  const { spec, comparison, compare, data } = (value ?? {}) as Loose;
  const inner = [spec, compare, (comparison as Loose | undefined)?.['compare']];
  return [...(data ? [value] : []), ...inner].filter(
    (one): one is Loose => typeof one === 'object' && one !== null,
  );
}

/** Every text that may name a dataset; which of them do, the database says. */
function idsIn({ data }: Loose): string[] {
  const { source, id, target, test } = (data ?? {}) as Loose;
  if (source !== 'dataset') return [];
  const other = (test ?? {}) as Loose;
  return [id, target, other['id'], other['target']].filter((one): one is string => typeof one === 'string');
}
