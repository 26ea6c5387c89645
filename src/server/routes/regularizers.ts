import { Router } from 'express';
import { oneAtATime } from '../../jobs/one-at-a-time.js';
import { specRegularizers } from '../../plugins/catalogue.js';
import { type RegularizerPlugin, regularizerUsed, traitsOf } from '../../plugins/regularizer.js';
import { RegularizerRefused } from '../../plugins/regularizer-check/report.js';
import { penaltyPicture } from '../../report/figures/penalty.js';
import { drawingPolicy } from '../drawing-policy.js';
import { inProcess } from '../in-process.js';
import { jsonBody } from '../json-body.js';
import { HttpProblem, httpProblem } from '../problems.js';
import type { Service } from '../service.js';

const figureProcess = new URL('../figure-process.js', import.meta.url);
const figureSeconds = 10;
const inTurn = oneAtATime();

/**
 * POST /v1/plugins/regularizers checks a definition and registers it: 201 with the report of the checks, or 422 with a
 * code and a counterexample. GET and DELETE /v1/plugins/regularizers/{name}; /figure is its threshold map as SVG.
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
  router.get('/v1/plugins/regularizers/:name/figure', async (request, response) => {
    const { name } = request.params;
    if (specRegularizers.some((entry) => entry.name === name))
      throw noFigure(name, 'has no proximal operator');
    const svg = await figureOf(regularizers.get(name));
    response.type('svg').set('Content-Security-Policy', drawingPolicy).send(svg);
  });
  router.delete('/v1/plugins/regularizers/:name', async (request, response) => {
    await regularizers.remove(request.params.name);
    response.status(204).end();
  });
  return router;
}

function documentOf(plugin: RegularizerPlugin) {
  return {
    ...regularizerUsed(plugin),
    traits: traitsOf(plugin),
    optionsSchema: plugin.optionsSchema,
    ...(plugin.definition ? { definition: plugin.definition } : {}),
  };
}

/**
 * The pictures with the parameters' defaults; what users sent is drawn in a process of its own, one after the other. Throws HttpProblem
 * where the penalty is not one of single entries, or takes too long.
 */
async function figureOf({ name, penalty, definition }: RegularizerPlugin): Promise<string> {
  if (penalty.structure !== 'entries') {
    throw noFigure(name, `looks at ${penalty.structure}, not at single entries`);
  }
  if (!definition) return penaltyPicture(penalty);
  return inTurn('', () =>
    inProcess<string>(figureProcess, definition, figureSeconds, `drawing may take ${figureSeconds} s`),
  );
}

function noFigure(name: string, why: string): HttpProblem {
  return httpProblem(404, 'not-found', 'Not found', `"${name}" ${why}: there is no map to draw`);
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
