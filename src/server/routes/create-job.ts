import { type Request, Router } from 'express';
import type { ServiceConfig } from '../../core/generated/documents.js';
import { jsonSha256 } from '../../core/json.js';
import type { Idempotency } from '../../jobs/job.js';
import { dryRun } from '../../pipeline/dry-run.js';
import { principalOf } from '../guards/authentication.js';
import { jobLinks } from '../job-document.js';
import { jsonBody } from '../json-body.js';
import { postedDocument } from '../posted-document.js';
import { badParameter } from '../problems.js';
import type { Service } from '../service.js';
import { refusal } from '../webhooks/deliver.js';

const longestKey = 255;
const greatestPriority = 100;
const webhookHeader = 'Relucent-Webhook';

/** POST /v1/jobs accepts a spec or a comparison; with ?dryRun=true it only says what would be done. */
export function createJob({ jobs, registry, datasets, config }: Service): Router {
  return Router().post('/v1/jobs', ...jsonBody, async (request, response) => {
    const dry = wantsDryRun(request);
    const idempotency = idempotencyOf(request);
    const priority = priorityOf(request);
    const webhook = webhookOf(request, config);
    const document = await postedDocument(request.body, { registry, datasets });
    if (dry) {
      response.json(await dryRun(document, { registry, datasets: (id) => datasets.file(id) }));
      return;
    }
    const { id, status } = await jobs.submit(document, {
      owner: principalOf(response).id,
      priority,
      ...(idempotency ? { idempotency } : {}),
      ...(webhook === undefined ? {} : { webhook }),
    });
    const links = jobLinks(id);
    response.status(202).location(links.self!).json({ id, status, links });
  });
}

function wantsDryRun(request: Request): boolean {
  const value = request.query.dryRun;
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw badParameter('dryRun', 'must be true or false', ['true', 'false']);
}

/** Jobs of a greater priority are run before those that wait. */
function priorityOf(request: Request): number {
  const value = request.query.priority;
  if (value === undefined) return 0;
  const priority = Number(value);
  if (typeof value !== 'string' || !/^-?\d+$/.test(value) || Math.abs(priority) > greatestPriority) {
    throw badParameter('priority', `must be a whole number from -${greatestPriority} to ${greatestPriority}`);
  }
  return priority;
}

function idempotencyOf(request: Request): Idempotency | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > longestKey) {
    throw badParameter('Idempotency-Key', `must have 1 to ${longestKey} characters, not ${key.length}`);
  }
  return { key, bodySha256: jsonSha256(request.body) };
}

/** Where the end of the job is told. */
function webhookOf(request: Request, config: ServiceConfig): string | undefined {
  const url = request.get(webhookHeader);
  if (url === undefined) return undefined;
  if (config.webhookSecret === undefined) {
    throw badParameter(webhookHeader, 'webhooks are off: the service has no webhookSecret to sign them with');
  }
  const wrong = refusal(url, config.webhookAllowPrivate);
  if (wrong !== undefined) throw badParameter(webhookHeader, wrong);
  return url;
}
