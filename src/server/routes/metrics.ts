import { Router } from 'express';
import type { Service } from '../service.js';

/** GET /metrics in the text format of Prometheus. */
export function metrics({ metrics }: Service): Router {
  return Router().get('/metrics', async (_request, response) => {
    const { type, body } = await metrics.text();
    response.set('Content-Type', type).send(body);
  });
}
