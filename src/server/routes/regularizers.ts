import { Router } from 'express';
import { specRegularizers } from '../../plugins/catalogue.js';
import { type RegularizerPlugin, regularizerUsed } from '../../plugins/regularizer.js';
import { RegularizerRefused } from '../../plugins/regularizer-check/report.js';
import { jsonBody } from '../json-body.js';
import { HttpProblem } from '../problems.js';
import type { Service } from '../service.js';

/**
 * POST /v1/plugins/regularizers checks a definition and registers it: 201 with the report of the checks, or 422 with a
 * code and a counterexample. GET and DELETE /v1/plugins/regularizers/{name}.
 */
export function regularizers({ regularizers }: Service): Router {
  const router = Router();
  router.post('/v1/plugins/regularizers', ...jsonBody, async (request, response) => {
    try {
      const plugin = await regularizers.register(request.body);
      response.status(201).location(`/v1/plugins/regularizers/${plugin.name}`).json(documentOf(plugin));
    } catch (error) {
      throw error instanceof RegularizerRefused ? refusalProblem(error) : error;
    }
  });
  router.get('/v1/plugins/regularizers/:name', (request, response) => {
    const { name } = request.params;
    const described = specRegularizers.find((entry) => entry.name === name);
    response.json(described ?? documentOf(regularizers.get(name)));
  });
  router.delete('/v1/plugins/regularizers/:name', async (request, response) => {
    await regularizers.remove(request.params.name);
    response.status(204).end();
  });
  return router;
}

function documentOf(plugin: RegularizerPlugin) {
  const { structure, convex, degree } = plugin.penalty;
  return {
    ...regularizerUsed(plugin),
    traits: { structure, convex, ...(degree === undefined ? {} : { degree }) },
    optionsSchema: plugin.optionsSchema,
    ...(plugin.definition ? { definition: plugin.definition } : {}),
  };
}

function refusalProblem({ code, message, counterexample }: RegularizerRefused): HttpProblem {
  return new HttpProblem({
    type: 'urn:relucent:problem:regularizer-refused',
    title: 'The regularizer is refused',
    status: 422,
    detail: message,
    code,
    ...(counterexample ? { counterexample: { ...counterexample } } : {}),
  });
}
