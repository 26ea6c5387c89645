import { Router } from 'express';
import { jobDocument } from '../job-document.js';
import type { Service } from '../service.js';

/** GET and DELETE /v1/jobs/{id}, POST /v1/jobs/{id}/cancel. */
export function oneJob({ jobs }: Service): Router {
  const router = Router();
  router.get('/v1/jobs/:id', async (request, response) => {
    response.json(jobDocument(await jobs.get(request.params.id)));
  });
  router.delete('/v1/jobs/:id', async (request, response) => {
    await jobs.remove(request.params.id);
    response.status(204).end();
  });
  router.post('/v1/jobs/:id/cancel', async (request, response) => {
    response.status(202).json(jobDocument(await jobs.cancel(request.params.id)));
  });
  return router;
}
