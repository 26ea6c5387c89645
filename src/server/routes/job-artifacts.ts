import { Router } from 'express';
import { drawingPolicy } from '../drawing-policy.js';
import { finishedArtifact } from '../finished-artifact.js';
import type { Service } from '../service.js';

/** GET /v1/jobs/{id}/result and /report: 409 before the job has ended, 404 when it left none. */
export function jobArtifacts({ jobs }: Service): Router {
  const router = Router();
  router.get('/v1/jobs/:id/result', async (request, response) => {
    response.type('json').send(await finishedArtifact(jobs, request.params.id, 'result'));
  });
  router.get('/v1/jobs/:id/report', async (request, response) => {
    const report = await finishedArtifact(jobs, request.params.id, 'report');
    response.type('html').set('Content-Security-Policy', drawingPolicy).send(report);
  });
  return router;
}
