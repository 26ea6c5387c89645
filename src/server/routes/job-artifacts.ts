import { Router } from 'express';
import { isFinal } from '../../jobs/job.js';
import type { Artifact } from '../../jobs/job-service.js';
import { httpProblem } from '../problems.js';
import type { Service } from '../service.js';

/** A report is made of what users sent: it may draw and style itself, and nothing else. */
const reportPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** GET /v1/jobs/{id}/result and /report: 409 before the job has ended, 404 when it left none. */
export function jobArtifacts({ jobs }: Service): Router {
  const finished = async (id: string, artifact: Artifact): Promise<Buffer> => {
    const { status } = await jobs.get(id);
    if (!isFinal(status)) {
      throw httpProblem(
        409,
        'not-finished',
        'The job has not ended',
        `it is ${status}; ask again when it has`,
      );
    }
    const content = await jobs.artifact(id, artifact);
    if (!content)
      throw httpProblem(404, 'not-found', 'Not found', `the job is ${status} and left no ${artifact}`);
    return content;
  };

  const router = Router();
  router.get('/v1/jobs/:id/result', async (request, response) => {
    response.type('json').send(await finished(request.params.id, 'result'));
  });
  router.get('/v1/jobs/:id/report', async (request, response) => {
    const report = await finished(request.params.id, 'report');
    response.type('html').set('Content-Security-Policy', reportPolicy).send(report);
  });
  return router;
}
