import { Router } from 'express';
import { inputError } from '../../core/errors.js';
import type { ComparisonResult, Result } from '../../core/generated/documents.js';
import { exportModel } from '../../report/exports/export-model.js';
import { finishedArtifact } from '../finished-artifact.js';
import type { Service } from '../service.js';

/** GET /v1/jobs/{id}/model?format=&solver=&rows=: the network of a job as a file. */
export function jobModel({ jobs }: Service): Router {
  const router = Router();
  router.get('/v1/jobs/:id/model', async (request, response) => {
    const text = (name: string): string | undefined => {
      const value = request.query[name];
      if (value === undefined || typeof value === 'string') return value;
      throw inputError(`/${name}`, 'is given more than once');
    };
    const rows = text('rows') ?? 'prepared';
    if (rows !== 'prepared' && rows !== 'raw') {
      throw inputError('/rows', `"${rows}" is no kind of rows`, ['prepared', 'raw']);
    }
    const solver = text('solver');
    const result = await finishedArtifact(jobs, request.params.id, 'result');
    const { format, file } = exportModel(JSON.parse(result.toString()) as Result | ComparisonResult, {
      format: text('format') ?? 'json',
      rows,
      ...(solver === undefined ? {} : { solver }),
    });
    response
      .attachment(`${request.params.id}.${format.extension}`)
      .type(format.mediaType)
      .send(Buffer.from(file));
  });
  return router;
}
