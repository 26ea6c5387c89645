import { Router } from 'express';
import type { Plugin } from '../../plugins/registry.js';
import type { Service } from '../service.js';

/** GET /v1/plugins lists what can be named in a spec. */
export function plugins({ registry }: Service): Router {
  return Router().get('/v1/plugins', (_request, response) => {
    const kinds = ['trainer', 'attack', 'conic-solver', 'regularizer'] as const;
    const all = kinds.flatMap((kind): readonly Plugin[] => registry.list(kind));
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
