import { Router } from 'express';
import { finishedArtifact } from '../finished-artifact.js';
import type { Service } from '../service.js';

/** A report is made of what users sent: it may draw and style itself, and nothing else. */
const reportPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** GET /v1/jobs/{id}/result and /report: 409 before the job has ended, 404 when it left none. */
export function jobArtifacts({ jobs }: Service): Router {
  const router = Router();
  router.get('/v1/jobs/:id/result', async (request, response) => {
    response.type('json').send(await finishedArtifact(jobs, request.params.id, 'result'));
  });
  router.get('/v1/jobs/:id/report', async (request, response) => {
    const report = await finishedArtifact(jobs, request.params.id, 'report');
    response.type('html').set('Content-Security-Policy', reportPolicy).send(report);
  });
  return router;
}
