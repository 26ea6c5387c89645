import { Router } from 'express';
import { httpProblem } from '../problems.js';
import type { Service } from '../service.js';

/** GET /healthz: the process answers. GET /readyz: a job would be accepted. */
export function health({ jobs, logger }: Service): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    try {
      await jobs.checkReady();
    } catch (error) {
      logger.warn(`not ready: ${(error as Error).message}`);
      throw httpProblem(503, 'not-ready', 'Not ready', 'no job can be accepted now');
    }
    response.json({ status: 'ready' });
  });
  return router;
}
