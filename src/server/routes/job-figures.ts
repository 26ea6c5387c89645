import { Router } from 'express';
import { figureFile } from '../../report/figure-files/figure-file.js';
import { figuresIn } from '../../report/figure-files/figures-in.js';
import { drawingPolicy } from '../drawing-policy.js';
import { finishedArtifact } from '../finished-artifact.js';
import { httpProblem } from '../problems.js';
import type { Service } from '../service.js';

/** GET /v1/jobs/{id}/figures lists the figures of a job's report, /figures/{name} is one of them as SVG. */
export function jobFigures({ jobs }: Service): Router {
  const figuresOf = async (id: string) =>
    figuresIn((await finishedArtifact(jobs, id, 'report')).toString('utf8'));
  const router = Router();
  router.get('/v1/jobs/:id/figures', async (request, response) => {
    const { id } = request.params;
    const figures = await figuresOf(id);
    const self = (name: string) => `/v1/jobs/${encodeURIComponent(id)}/figures/${encodeURIComponent(name)}`;
    response.json({
      figures: figures.map(({ name, title }) => ({ name, title, links: { self: self(name) } })),
    });
  });
  router.get('/v1/jobs/:id/figures/:name', async (request, response) => {
    const { id, name } = request.params;
    const figures = await figuresOf(id);
    const figure = figures.find((one) => one.name === name);
    if (!figure) {
      const known = figures.map((one) => one.name).join(', ') || 'none';
      throw httpProblem(404, 'not-found', 'Not found', `there is no figure "${name}"; there are: ${known}`);
    }
    response.type('svg').set('Content-Security-Policy', drawingPolicy).send(figureFile(figure));
  });
  return router;
}
