import type { JsonSchema } from '../../core/schemas.js';
import { uploadFormats } from '../../data/sources/describe.js';
import { jobStatuses } from '../../jobs/job.js';
import type { Scope } from '../../jobs/store/api-keys.js';
import { modelFormats } from '../../report/exports/index.js';

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly schema: JsonSchema;
}

/** A body: JSON of a schema, which may be one of the project's by its `$id`, or something else by its type. */
export type Body = { readonly json: JsonSchema | string } | { readonly type: string };

export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** What an API key must allow; nothing where none is asked for. */
  readonly scope?: Scope;
  readonly parameters?: readonly Parameter[];
  readonly body?: Body;
  /** Answers when all went well, by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly body?: Body }>>;
  /** Statuses of the problem documents that speak of this operation. */
  readonly problems: readonly number[];
}

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const text: JsonSchema = { type: 'string' };
const reference = (id: string): JsonSchema => ({ $ref: id });

const jobId: Parameter = { name: 'id', in: 'path', description: 'Id of a job.', schema: text };
const figureName: Parameter = { name: 'name', in: 'path', description: 'Name of a figure.', schema: text };
const datasetId: Parameter = { name: 'id', in: 'path', description: 'Id of a dataset.', schema: text };
const regularizerName: Parameter = {
  name: 'name',
  in: 'path',
  description: 'Name of a regularizer.',
  schema: text,
};
const task: Body = { json: { oneOf: [reference('spec.json'), reference('comparison.json')] } };
const anyResult: Body = { json: { oneOf: [reference('result.json'), reference('comparison-result.json')] } };
const links: JsonSchema = { type: 'object', additionalProperties: text };
const eventStream: Body = { type: 'text/event-stream' };
const html: Body = { type: 'text/html' };
const svg: Body = { type: 'image/svg+xml' };
/** Of bodies that are JSON. */
const badBody = [400, 408, 413, 415, 422];

/** Everything that the service answers to. */
export const operations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/jobs',
    id: 'createJob',
    summary: 'Accepts a spec or a comparison as a job; it is on disk when the answer comes.',
    scope: 'write',
    parameters: [
      {
        name: 'dryRun',
        in: 'query',
        description: 'Only check, and say what would be run and which solvers fit.',
        schema: { type: 'boolean', default: false },
      },
      {
        name: 'priority',
        in: 'query',
        description: 'Waiting jobs of a greater priority are run first.',
        schema: { type: 'integer', minimum: -100, maximum: 100, default: 0 },
      },
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'A request with a key that came before gives the job of then, and 409 for another body.',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
      {
        name: 'Relucent-Webhook',
        in: 'header',
        description: 'An address to which the end of the job is posted, signed as Standard Webhooks are.',
        schema: { type: 'string', format: 'uri', maxLength: 2000 },
      },
    ],
    body: task,
    answers: {
      202: {
        description: 'Accepted; Location names the job.',
        body: { json: object({ id: text, status: { enum: jobStatuses }, links }) },
      },
      200: { description: 'What a dry run found.', body: { json: { type: 'object' } } },
    },
    problems: [...badBody, 409, 429],
  },
  {
    method: 'get',
    path: '/v1/jobs',
    id: 'listJobs',
    summary: 'Lists jobs, newest first.',
    scope: 'read',
    parameters: [
      { name: 'status', in: 'query', description: 'Only these.', schema: { enum: jobStatuses } },
      {
        name: 'limit',
        in: 'query',
        description: 'At most so many.',
        schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
      },
      { name: 'cursor', in: 'query', description: 'nextCursor of the page before.', schema: text },
    ],
    answers: {
      200: {
        description: 'A page; nextCursor is there when more follow.',
        body: { json: object({ jobs: list(reference('job.json')), nextCursor: text }, ['jobs']) },
      },
    },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}',
    id: 'getJob',
    summary: 'The state of a job, with its progress.',
    scope: 'read',
    parameters: [jobId],
    answers: { 200: { description: 'The job.', body: { json: 'job.json' } } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/jobs/{id}',
    id: 'deleteJob',
    summary: 'Deletes a job with all it has left.',
    scope: 'write',
    parameters: [jobId],
    answers: { 204: { description: 'It is gone.' } },
    problems: [404, 409],
  },
  {
    method: 'post',
    path: '/v1/jobs/{id}/cancel',
    id: 'cancelJob',
    summary: 'Asks for the end of a job; the best network so far is kept.',
    scope: 'write',
    parameters: [jobId],
    answers: { 202: { description: 'The job.', body: { json: 'job.json' } } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/events',
    id: 'followJob',
    summary: 'Streams `progress` and `status` events until the job has ended.',
    scope: 'read',
    parameters: [
      jobId,
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'Goes on behind this event, whichever server sent it.',
        schema: { type: 'integer', minimum: 0 },
      },
    ],
    answers: {
      200: { description: 'Server-sent events.', body: eventStream },
      204: { description: 'The job has ended and there is nothing more to send.' },
    },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/result',
    id: 'getResult',
    summary: 'The result of a job that has ended.',
    scope: 'read',
    parameters: [jobId],
    answers: { 200: { description: 'The result document.', body: anyResult } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/report',
    id: 'getReport',
    summary: 'The report of a job that has ended: one page that needs nothing else.',
    scope: 'read',
    parameters: [jobId],
    answers: { 200: { description: 'The report.', body: html } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/figures',
    id: 'listFigures',
    summary: 'Lists the figures of the report of a job that has ended.',
    scope: 'read',
    parameters: [jobId],
    answers: {
      200: {
        description: 'Name and title of each.',
        body: { json: object({ figures: list(object({ name: text, title: text, links })) }) },
      },
    },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/figures/{name}',
    id: 'getFigure',
    summary: 'One figure of a report in a file of its own, with its legend.',
    scope: 'read',
    parameters: [jobId, figureName],
    answers: { 200: { description: 'The figure.', body: svg } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/model',
    id: 'getModel',
    summary: 'The network of a job that has ended, as a model file.',
    scope: 'read',
    parameters: [
      jobId,
      {
        name: 'format',
        in: 'query',
        description: 'Kind of file.',
        schema: { enum: modelFormats.map(({ name }) => name), default: 'json' },
      },
      {
        name: 'solver',
        in: 'query',
        description: 'Of a comparison: the best run of the solver with this label, not the best of all.',
        schema: text,
      },
      {
        name: 'rows',
        in: 'query',
        description: 'Rows that the model takes: as it was trained on them, or as the data file has them.',
        schema: { enum: ['prepared', 'raw'], default: 'prepared' },
      },
    ],
    answers: { 200: { description: 'The file.', body: { type: 'application/octet-stream' } } },
    problems: [404, 409, 422],
  },
  {
    method: 'post',
    path: '/v1/solve',
    id: 'solve',
    summary: 'Runs a small spec or comparison and answers its result; the best so far when the time is over.',
    scope: 'write',
    body: task,
    answers: { 200: { description: 'The result document.', body: anyResult } },
    problems: [...badBody, 409, 429, 504],
  },
  {
    method: 'post',
    path: '/v1/check',
    id: 'check',
    summary: 'Re-verifies a result without a solver.',
    scope: 'write',
    body: {
      json: object({ result: anyResult.json as JsonSchema, document: task.json as JsonSchema }, ['result']),
    },
    answers: {
      200: { description: 'What was checked, and whether it holds.', body: { json: { type: 'object' } } },
    },
    problems: [...badBody, 504],
  },
  {
    method: 'post',
    path: '/v1/datasets',
    id: 'uploadDataset',
    summary: 'Keeps a file of data; specs name it by its id.',
    scope: 'write',
    parameters: [
      {
        name: 'name',
        in: 'query',
        description: 'For people.',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'format',
        in: 'query',
        description: 'Told by the first bytes when absent.',
        schema: { enum: uploadFormats },
      },
    ],
    body: { type: 'application/octet-stream' },
    answers: {
      201: { description: 'Kept; Location names it.', body: { json: 'dataset.json' } },
      200: { description: 'It was there already.', body: { json: 'dataset.json' } },
    },
    problems: [400, 408, 413, 415, 422, 504, 507],
  },
  {
    method: 'get',
    path: '/v1/datasets',
    id: 'listDatasets',
    summary: 'Lists uploaded datasets, newest first.',
    scope: 'read',
    answers: {
      200: {
        description: 'All of them.',
        body: { json: object({ datasets: list(reference('dataset.json')) }) },
      },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/datasets/{id}',
    id: 'getDataset',
    summary: 'What a dataset holds.',
    scope: 'read',
    parameters: [datasetId],
    answers: { 200: { description: 'The dataset.', body: { json: 'dataset.json' } } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/datasets/{id}',
    id: 'deleteDataset',
    summary: 'Deletes a dataset that no unfinished job needs.',
    scope: 'write',
    parameters: [datasetId],
    answers: { 204: { description: 'It is gone.' } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/plugins',
    id: 'listPlugins',
    summary: 'Everything that a spec can name, with the schemas of its options.',
    scope: 'read',
    answers: {
      200: { description: 'The plugins.', body: { json: object({ plugins: list({ type: 'object' }) }) } },
    },
    problems: [],
  },
  {
    method: 'post',
    path: '/v1/plugins/regularizers',
    id: 'registerRegularizer',
    summary: 'Checks a penalty given as expressions and lets specs name it; a refusal has a counterexample.',
    scope: 'admin',
    body: { json: 'regularizer-definition.json' },
    answers: {
      201: { description: 'Registered, with the report of its checks.', body: { json: { type: 'object' } } },
    },
    problems: [...badBody, 409],
  },
  {
    method: 'get',
    path: '/v1/plugins/regularizers/{name}',
    id: 'getRegularizer',
    summary: 'A regularizer, built in or registered, with its traits and its checks.',
    scope: 'read',
    parameters: [regularizerName],
    answers: { 200: { description: 'The regularizer.', body: { json: { type: 'object' } } } },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/plugins/regularizers/{name}/figure',
    id: 'getRegularizerFigure',
    summary: 'A penalty of single entries, its proximal operator and its Moreau envelope as a picture.',
    scope: 'read',
    parameters: [regularizerName],
    answers: { 200: { description: 'The picture.', body: svg } },
    problems: [404, 413, 504],
  },
  {
    method: 'delete',
    path: '/v1/plugins/regularizers/{name}',
    id: 'deleteRegularizer',
    summary: 'Deletes a registered regularizer; jobs that were sent before keep theirs.',
    scope: 'admin',
    parameters: [regularizerName],
    answers: { 204: { description: 'It is gone.' } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    summary: 'Figures for Prometheus.',
    scope: 'read',
    answers: { 200: { description: 'The text format of Prometheus.', body: { type: 'text/plain' } } },
    problems: [],
  },
  {
    method: 'get',
    path: '/healthz',
    id: 'isAlive',
    summary: 'The process answers.',
    answers: { 200: { description: 'It does.', body: { json: object({ status: { const: 'ok' } }) } } },
    problems: [],
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'isReady',
    summary: 'A job would be accepted.',
    answers: { 200: { description: 'It would.', body: { json: object({ status: { const: 'ready' } }) } } },
    problems: [503],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'openapi',
    summary: 'This description.',
    answers: { 200: { description: 'OpenAPI 3.1.', body: { json: { type: 'object' } } } },
    problems: [],
  },
  {
    method: 'get',
    path: '/docs',
    id: 'docs',
    summary: 'This description as a page.',
    answers: { 200: { description: 'HTML.', body: html } },
    problems: [],
  },
];
