import { createParser } from 'eventsource-parser';
import type {
  ComparisonResult,
  DatasetDocument,
  FieldError,
  JobDocument,
  JobProgress,
  ProblemDocument,
  RegularizerDefinition,
  RegularizerUsed,
  Result,
} from '#relucent/core/generated/documents.js';
import type { DryRun } from '#relucent/pipeline/dry-run.js';
import { apiKey } from './api-key.js';

export interface JobPage {
  readonly jobs: readonly JobDocument[];
  readonly nextCursor?: string;
}

export interface Example {
  readonly name: string;
  readonly title: string;
  readonly needsFile: boolean;
  readonly document: unknown;
}

export interface Plugin {
  readonly name: string;
  readonly kind: string;
  readonly description?: string;
  readonly references?: readonly string[];
  /** Of regularizers. */
  readonly traits?: RegularizerTraits;
}

export interface RegularizerTraits {
  readonly structure: string;
  readonly convex: boolean;
}

/** A regularizer as the service knows it; of those that are no penalty by a name, the parameters alone. */
export interface RegularizerDocument extends Partial<Omit<RegularizerUsed, 'name'>> {
  readonly name: string;
  readonly traits?: RegularizerTraits;
  readonly optionsSchema: {
    readonly properties?: Readonly<
      Record<string, { readonly default?: unknown; readonly description?: string }>
    >;
  };
  readonly definition?: RegularizerDefinition;
}

export type JobEvent =
  | { readonly type: 'progress'; readonly data: JobProgress }
  | { readonly type: 'status'; readonly data: Pick<JobDocument, 'status'> };

/** A request that the service refused, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: ProblemDocument) {
    super(`${problem.title}: ${problem.detail}`);
  }

  get errors(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }
}

/** The answer to a request. Throws Refused, or a TypeError when the service cannot be reached. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const key = apiKey();
  const headers = new Headers(init.headers);
  if (key) headers.set('Authorization', `Bearer ${key}`);
  const response = await fetch(path, { ...init, headers });
  if (!response.ok) throw new Refused(await problemOf(response));
  return response;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

/** Sends JSON text as it stands. */
export async function postJson<T>(path: string, text: string, signal?: AbortSignal): Promise<T> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: text };
  const response = await request(path, signal ? { ...init, signal } : init);
  return (await response.json()) as T;
}

const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

export const listJobs = (signal?: AbortSignal, cursor?: string) =>
  getJson<JobPage>(`/v1/jobs?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, signal);
export const getJob = (id: string, signal?: AbortSignal) => getJson<JobDocument>(jobPath(id), signal);
export const getResult = (id: string, signal?: AbortSignal) =>
  getJson<Result | ComparisonResult>(`${jobPath(id)}/result`, signal);
export const getReport = async (id: string, signal?: AbortSignal) =>
  (await request(`${jobPath(id)}/report`, signal ? { signal } : {})).text();
export const cancelJob = (id: string) => request(`${jobPath(id)}/cancel`, { method: 'POST' });
export const deleteJob = (id: string) => request(jobPath(id), { method: 'DELETE' });
export const createJob = (text: string) => postJson<JobDocument>('/v1/jobs', text);
export const dryRun = (text: string, signal: AbortSignal) =>
  postJson<DryRun>('/v1/jobs?dryRun=true', text, signal);
export const getExamples = async () => (await getJson<{ examples: Example[] }>('/examples')).examples;
export const getPlugins = async () => (await getJson<{ plugins: Plugin[] }>('/v1/plugins')).plugins;

export const getDatasets = async (signal?: AbortSignal) =>
  (await getJson<{ datasets: DatasetDocument[] }>('/v1/datasets', signal)).datasets;
export const deleteDataset = (id: string) =>
  request(`/v1/datasets/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const uploadDataset = async (file: File) => {
  const headers = { 'Content-Type': 'application/octet-stream' };
  const path = `/v1/datasets?name=${encodeURIComponent(file.name)}`;
  return (await (await request(path, { method: 'POST', headers, body: file })).json()) as DatasetDocument;
};
export const registerRegularizer = (definition: unknown) =>
  postJson<RegularizerDocument>('/v1/plugins/regularizers', JSON.stringify(definition));
export const getRegularizer = (name: string, signal: AbortSignal) =>
  getJson<RegularizerDocument>(`/v1/plugins/regularizers/${encodeURIComponent(name)}`, signal);
export const getRegularizerFigure = async (name: string, signal: AbortSignal) =>
  (await request(`/v1/plugins/regularizers/${encodeURIComponent(name)}/figure`, { signal })).text();
export const removeRegularizer = (name: string) =>
  request(`/v1/plugins/regularizers/${encodeURIComponent(name)}`, { method: 'DELETE' });

const pauseMs = 1000;

/**
 * The events of a job from its first to its last, reconnecting where the stream breaks off. Ends with the final
 * status, or when the signal aborts.
 */
export async function followJob(
  id: string,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined;
  const parser = createParser({
    onEvent({ id: number, event: type, data }) {
      last = number ?? last;
      onEvent({ type, data: JSON.parse(data) } as JobEvent);
    },
  });
  while (!signal.aborted) {
    try {
      const headers: HeadersInit = last === undefined ? {} : { 'Last-Event-ID': last };
      const response = await request(`${jobPath(id)}/events`, { headers, signal });
      if (response.status === 204 || !response.body) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) parser.feed(part.value);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    parser.reset();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  const text = await response.text();
  try {
    return JSON.parse(text) as ProblemDocument;
  } catch {
    const title = `HTTP ${response.status}`;
    return { type: 'about:blank', title, status: response.status, detail: text.slice(0, 200) };
  }
}
