import type { JobDocument } from '../core/generated/documents.js';
import type { Job } from '../jobs/job.js';

/** A job as clients see it. */
export function jobDocument(job: Job): JobDocument {
  const started = job.status === 'queued' ? undefined : job.startedAt;
  return {
    id: job.id,
    kind: job.kind,
    ...(job.name === undefined ? {} : { name: job.name }),
    status: job.status,
    createdAt: job.createdAt,
    ...(started === undefined ? {} : { startedAt: started }),
    ...(job.finishedAt === undefined ? {} : { finishedAt: job.finishedAt }),
    progress: job.progress,
    ...(job.problem === undefined ? {} : { problem: job.problem }),
    links: jobLinks(job.id),
  };
}

export function jobLinks(id: string): JobDocument['links'] {
  const self = `/v1/jobs/${id}`;
  return {
    self,
    events: `${self}/events`,
    result: `${self}/result`,
    report: `${self}/report`,
    model: `${self}/model`,
    cancel: `${self}/cancel`,
  };
}
