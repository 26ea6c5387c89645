import { type Request, Router } from 'express';
import { type JobStatus, jobStatuses } from '../../jobs/job.js';
import { isJobId } from '../../jobs/job-id.js';
import { jobDocument } from '../job-document.js';
import { badParameter } from '../problems.js';
import type { Service } from '../service.js';

const usualLimit = 50;
const largestLimit = 500;

/** GET /v1/jobs?status=&limit=&cursor= lists jobs, newest first; `nextCursor` leads to the next page. */
export function listJobs({ jobs }: Service): Router {
  return Router().get('/v1/jobs', async (request, response) => {
    const status = statusOf(parameter(request, 'status'));
    const limit = limitOf(parameter(request, 'limit'));
    const cursor = cursorOf(parameter(request, 'cursor'));
    const page = await jobs.list({
      limit,
      ...(status === undefined ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    response.json({ ...page, jobs: page.jobs.map(jobDocument) });
  });
}

/** The value of a query parameter; an empty one counts as absent. */
function parameter(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw badParameter(name, 'must be given once');
  return value;
}

function statusOf(text: string | undefined): JobStatus | undefined {
  if (text === undefined) return undefined;
  const status = jobStatuses.find((known) => known === text);
  if (!status) throw badParameter('status', 'is no status of a job', [...jobStatuses]);
  return status;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return usualLimit;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > largestLimit) {
    throw badParameter('limit', `must be a whole number from 1 to ${largestLimit}`);
  }
  return limit;
}

function cursorOf(text: string | undefined): string | undefined {
  if (text !== undefined && !isJobId(text)) {
    throw badParameter('cursor', 'must be the nextCursor of an earlier page');
  }
  return text;
}
