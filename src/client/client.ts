import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type {
  ComparisonResult,
  DatasetDocument,
  JobDocument,
  JobProgress,
  ProblemDocument,
  RegularizerDefinition,
  RegularizerUsed,
  Result,
} from '../core/generated/documents.js';
import type { Comparison, Spec } from '../core/generated/input.js';
import { RequestFailed } from './request-failed.js';

export interface ClientOptions {
  /** Where the service listens, as in http://127.0.0.1:7313. */
  readonly url: string;
  readonly apiKey?: string;
}

export interface SubmitOptions {
  readonly idempotencyKey?: string;
  readonly priority?: number;
  readonly webhook?: string;
}

export interface ListOptions {
  readonly status?: JobDocument['status'];
  readonly limit?: number;
  readonly cursor?: string;
}

export interface UploadOptions {
  readonly name?: string;
  readonly format?: DatasetDocument['format'];
}

/** A regularizer with the traits that its solvers rely on. */
export interface RegisteredRegularizer extends RegularizerUsed {
  readonly traits: { readonly structure: string; readonly convex: boolean; readonly degree?: number };
  readonly definition?: RegularizerDefinition;
}

export interface ModelOptions {
  /** Kind of file: onnx, safetensors, npz, tfjs or json. */
  readonly format?: string;
  readonly solver?: string;
  readonly rows?: 'prepared' | 'raw';
}

export interface JobEventMessage {
  readonly id: number;
  readonly type: 'progress' | 'status';
  readonly data: JobProgress | { readonly status: JobDocument['status']; readonly at: string };
}

type Task = Spec | Comparison;
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface Sent {
  readonly method?: 'POST' | 'DELETE';
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array | ReadableStream;
}

/**
 * A client of the service: one method for each operation of its OpenAPI description, of the same name. Every method
 * throws RequestFailed, which has the problem document, when the service refuses or cannot be reached.
 */
export function createClient({ url, apiKey }: ClientOptions) {
  const base = url.replace(/\/$/, '');

  const send = async (
    path: string,
    { method, query, headers, json, bytes }: Sent = {},
  ): Promise<Response> => {
    const target = new URL(base + path);
    for (const [name, value] of given(query)) target.searchParams.set(name, String(value));
    const body = json === undefined ? bytes : JSON.stringify(json);
    const init = {
      method: method ?? 'GET',
      headers: Object.fromEntries([
        ...given(headers),
        ...(apiKey === undefined ? [] : [['Authorization', `Bearer ${apiKey}`] as const]),
        ...(json === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ]) as Record<string, string>,
      ...(body === undefined ? {} : { body }),
      // A body that is a stream is sent while the answer is waited for.
      ...(bytes instanceof ReadableStream ? { duplex: 'half' } : {}),
    } as RequestInit;
    const response = await fetch(target, init).catch((error: Error) => {
      throw new RequestFailed(
        `${base} cannot be reached: ${(error.cause as Error)?.message ?? error.message}`,
      );
    });
    if (!response.ok) throw await failure(response);
    return response;
  };
  const json = async <T>(path: string, sent?: Sent) => (await (await send(path, sent)).json()) as T;
  const text = async (path: string) => (await send(path)).text();
  const job = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;
  const regularizer = (name: string) => `/v1/plugins/regularizers/${encodeURIComponent(name)}`;
  const dataset = (id: string) => `/v1/datasets/${encodeURIComponent(id)}`;

  const getJob = (id: string) => json<JobDocument>(job(id));

  /** The events of a job to its end, over as many connections as it takes, from the one behind `after` on. */
  async function* followJob(id: string, after?: number): AsyncGenerator<JobEventMessage, void, undefined> {
    let last = after;
    for (;;) {
      const response = await send(`${job(id)}/events`, { headers: { 'Last-Event-ID': last?.toString() } });
      if (response.status === 204 || !response.body) return;
      const arrived: JobEventMessage[] = [];
      const parser = createParser({
        onEvent({ id: eventId, event, data }: EventSourceMessage) {
          arrived.push({ id: Number(eventId), type: event as 'progress', data: JSON.parse(data) });
        },
      });
      const decoder = new TextDecoder();
      try {
        for await (const chunk of response.body) {
          parser.feed(decoder.decode(chunk, { stream: true }));
          for (const message of arrived.splice(0)) {
            last = message.id;
            yield message;
          }
        }
      } catch (error) {
        // The server went away: the next connection tells whether it is back.
        if (!(error instanceof TypeError)) throw error;
      }
    }
  }

  return {
    createJob: (task: Task, { idempotencyKey, priority, webhook }: SubmitOptions = {}) =>
      json<Pick<JobDocument, 'id' | 'status' | 'links'>>('/v1/jobs', {
        method: 'POST',
        json: task,
        query: { priority },
        headers: { 'Idempotency-Key': idempotencyKey, 'Relucent-Webhook': webhook },
      }),
    /** What a job would do. */
    dryRun: (task: Task) =>
      json<unknown>('/v1/jobs', { method: 'POST', json: task, query: { dryRun: true } }),
    listJobs: ({ status, limit, cursor }: ListOptions = {}) =>
      json<{ jobs: JobDocument[]; nextCursor?: string }>('/v1/jobs', { query: { status, limit, cursor } }),
    getJob,
    deleteJob: async (id: string) => void (await send(job(id), { method: 'DELETE' })),
    cancelJob: (id: string) => json<JobDocument>(`${job(id)}/cancel`, { method: 'POST' }),
    followJob,
    /** Follows a job to its end and returns it. */
    async waitForJob(id: string, onProgress: (progress: JobProgress) => void = () => {}) {
      for await (const { type, data } of followJob(id))
        if (type === 'progress') onProgress(data as JobProgress);
      return getJob(id);
    },
    getResult: (id: string) => json<Result | ComparisonResult>(`${job(id)}/result`),
    getReport: (id: string) => text(`${job(id)}/report`),
    listFigures: (id: string) =>
      json<{ figures: { name: string; title: string; links: { self: string } }[] }>(`${job(id)}/figures`),
    /** A figure of the report as SVG. */
    getFigure: (id: string, name: string) => text(`${job(id)}/figures/${encodeURIComponent(name)}`),
    /** The network as a model file. */
    getModel: async (id: string, options: ModelOptions = {}) =>
      new Uint8Array(await (await send(`${job(id)}/model`, { query: { ...options } })).arrayBuffer()),
    solve: (task: Task) => json<Result | ComparisonResult>('/v1/solve', { method: 'POST', json: task }),
    check: (result: unknown, document?: Task) =>
      json<{ verdict: string }>('/v1/check', { method: 'POST', json: { result, document } }),
    uploadDataset: (bytes: Uint8Array | ReadableStream, { name, format }: UploadOptions = {}) =>
      json<DatasetDocument>('/v1/datasets', { method: 'POST', bytes, query: { name, format } }),
    listDatasets: () => json<{ datasets: DatasetDocument[] }>('/v1/datasets'),
    getDataset: (id: string) => json<DatasetDocument>(dataset(id)),
    deleteDataset: async (id: string) => void (await send(dataset(id), { method: 'DELETE' })),
    listPlugins: () => json<{ plugins: { name: string; kind: string }[] }>('/v1/plugins'),
    /** Throws RequestFailed with a counterexample in its problem where the checks refuse it. */
    registerRegularizer: (definition: RegularizerDefinition) =>
      json<RegisteredRegularizer>('/v1/plugins/regularizers', { method: 'POST', json: definition }),
    getRegularizer: (name: string) => json<RegisteredRegularizer>(regularizer(name)),
    getRegularizerFigure: (name: string) => text(`${regularizer(name)}/figure`),
    deleteRegularizer: async (name: string) => void (await send(regularizer(name), { method: 'DELETE' })),
    metrics: () => text('/metrics'),
    isAlive: () => json<{ status: 'ok' }>('/healthz'),
    isReady: () => json<{ status: 'ready' }>('/readyz'),
    openapi: () => json<Record<string, unknown>>('/openapi.json'),
    docs: () => text('/docs'),
  };
}

export type Client = ReturnType<typeof createClient>;

function given<T>(values: Readonly<Record<string, T | undefined>> = {}): [string, T][] {
  return Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined);
}

async function failure(response: Response): Promise<RequestFailed> {
  const body = await response.text();
  try {
    const problem = JSON.parse(body) as ProblemDocument;
    return new RequestFailed(`${problem.title}: ${problem.detail}`, problem);
  } catch {
    return new RequestFailed(`HTTP ${response.status}: ${body.slice(0, 200)}`);
  }
}
