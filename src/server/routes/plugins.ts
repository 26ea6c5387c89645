import { Router } from 'express';
import { catalogue } from '../../plugins/catalogue.js';
import type { Service } from '../service.js';

/** GET /v1/plugins lists what can be named in a spec. */
export function plugins({ registry }: Service): Router {
  return Router().get('/v1/plugins', (_request, response) => {
    response.json({ plugins: catalogue(registry) });
  });
}
