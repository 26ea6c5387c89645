import { Router } from 'express';
import { JobConflict, ServiceStopping } from '../../jobs/errors.js';
import { isFinal } from '../../jobs/job.js';
import { principalOf } from '../guards/authentication.js';
import { jobLinks } from '../job-document.js';
import { jsonBody } from '../json-body.js';
import { postedDocument } from '../posted-document.js';
import { HttpProblem, httpProblem } from '../problems.js';
import type { Service } from '../service.js';

/** Above the jobs that nobody waits for. */
const someoneWaits = 1;

/**
 * POST /v1/solve runs a small spec or comparison as a job and answers its result. When the time is over, the best
 * so far is the result; a client that goes away cancels the job.
 */
export function solve({ jobs, registry, datasets, solveSeconds }: Service): Router {
  return Router().post('/v1/solve', ...jsonBody, async (request, response) => {
    const { id } = await jobs.submit(await postedDocument(request.body, { registry, datasets }), {
      owner: principalOf(response).id,
      priority: someoneWaits,
    });
    const gone = new AbortController();
    const tooLate = `the ${solveSeconds} s of a synchronous request are over; POST /v1/jobs has no such limit`;
    let late = false;
    const giveUp = async (message: string, status: 'limit' | 'cancelled') => {
      try {
        await jobs.cancel(id, { status, message });
      } catch (error) {
        // It has ended by itself in the meantime.
        if (!(error instanceof JobConflict)) throw error;
      }
    };
    const timer = setTimeout(() => {
      late = true;
      giveUp(tooLate, 'limit').catch(() => gone.abort());
    }, solveSeconds * 1000);
    response.on('close', () => gone.abort());
    try {
      for await (const _event of jobs.follow(id, 0, gone.signal));
    } finally {
      clearTimeout(timer);
    }

    if (response.destroyed) return giveUp('the client went away', 'cancelled');
    const job = await jobs.get(id);
    if (!isFinal(job.status)) throw new ServiceStopping();
    const result = await jobs.artifact(id, 'result');
    if (result) {
      response.type('json').set('Content-Location', jobLinks(id).result!).send(result);
      return;
    }
    if (job.problem) throw new HttpProblem(job.problem);
    if (late) throw httpProblem(504, 'too-late', 'Nothing was found in time', tooLate);
    throw httpProblem(409, 'cancelled', 'The job was cancelled', 'it was cancelled before it found anything');
  });
}
