import { isFinal } from '../jobs/job.js';
import type { Artifact } from '../jobs/job-service.js';
import { httpProblem } from './problems.js';
import type { Service } from './service.js';

/** What a job left: throws a 409 before the job has ended, and a 404 when it left none. */
export async function finishedArtifact(
  jobs: Service['jobs'],
  id: string,
  artifact: Artifact,
): Promise<Buffer> {
  const { status } = await jobs.get(id);
  if (!isFinal(status)) {
    throw httpProblem(409, 'not-finished', 'The job has not ended', `it is ${status}; ask again when it has`);
  }
  const content = await jobs.artifact(id, artifact);
  if (!content)
    throw httpProblem(404, 'not-found', 'Not found', `the job is ${status} and left no ${artifact}`);
  return content;
}
