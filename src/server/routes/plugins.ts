import { Router } from 'express';
import type { Service } from '../service.js';

/** GET /v1/plugins lists what can be named in a spec. */
export function plugins({ registry }: Service): Router {
  return Router().get('/v1/plugins', (_request, response) => {
    const all = [...registry.list('trainer'), ...registry.list('attack'), ...registry.list('conic-solver')];
    response.json({
      plugins: all.map(({ name, kind, description, optionsSchema, references }) => ({
        name,
        kind,
        description,
        optionsSchema,
        references,
      })),
    });
  });
}
