import { Worker } from 'node:worker_threads';
import { Router } from 'express';
import { InputError, inputError } from '../../core/errors.js';
import { oneAtATime } from '../../jobs/one-at-a-time.js';
import { definitionsOf } from '../../plugins/penalties.js';
import type { CheckReply } from '../check-thread.js';
import { jsonBody } from '../json-body.js';
import { httpProblem } from '../problems.js';
import type { Service } from '../service.js';

const memoryMb = 1024;

/**
 * POST /v1/check { result, document? } re-verifies a posted result: the same as `relucent check`, for data that are
 * inline or generated. Checks run one at a time, each in a thread of its own that a time limit can end.
 */
export function check({ solveSeconds, registry }: Service): Router {
  const inTurn = oneAtATime();
  return Router().post('/v1/check', ...jsonBody, async (request, response) => {
    const body = bodyOf(request.body);
    const definitions = definitionsOf(registry);
    response.json(await inTurn('check', () => checkInThread({ ...body, definitions }, solveSeconds)));
  });
}

function bodyOf(body: unknown): object {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw inputError('', 'must be an object { result, document? }');
  }
  const unknown = Object.keys(body).find((key) => key !== 'result' && key !== 'document');
  if (unknown !== undefined) throw inputError(`/${unknown}`, 'unknown field', ['result', 'document']);
  if (!('result' in body)) throw inputError('/result', 'is required');
  return body;
}

async function checkInThread(body: object, seconds: number): Promise<unknown> {
  const worker = new Worker(new URL('../check-thread.js', import.meta.url), {
    workerData: body,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    const reply = await new Promise<CheckReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      limit.onabort = () =>
        reject(
          httpProblem(
            504,
            'too-late',
            'The check was not finished in time',
            `it may take ${seconds} s here; the command "relucent check" has no such limit`,
          ),
        );
    });
    if ('errors' in reply) throw new InputError(reply.errors);
    return reply.report;
  } finally {
    limit.onabort = null;
    await worker.terminate();
  }
}
