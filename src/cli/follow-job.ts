import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { JobDocument, JobProgress, ProblemDocument } from '../core/generated/documents.js';

/** A request the service refused or could not answer. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
}

/** Posts a spec or comparison and returns the job. Throws RequestFailed with the service's own explanation. */
export async function postJob(service: string, document: unknown): Promise<JobDocument> {
  const response = await fetch(`${service}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
  if (!response.ok) throw new RequestFailed(await explanation(response));
  return (await response.json()) as JobDocument;
}

/** Follows a job's event stream to its end, reconnecting where it breaks off. Returns the finished job. */
export async function followJob(
  service: string,
  id: string,
  onProgress: (progress: JobProgress) => void,
): Promise<JobDocument> {
  let lastEvent: string | undefined;
  for (;;) {
    const response = await fetch(`${service}/v1/jobs/${id}/events`, {
      headers: lastEvent === undefined ? {} : { 'last-event-id': lastEvent },
    });
    if (!response.ok || !response.body) throw new RequestFailed(await explanation(response));
    const parser = createParser({
      onEvent({ id: eventId, event, data }: EventSourceMessage) {
        lastEvent = eventId ?? lastEvent;
        if (event === 'progress') onProgress(JSON.parse(data) as JobProgress);
      },
    });
    const decoder = new TextDecoder();
    for await (const chunk of response.body) parser.feed(decoder.decode(chunk, { stream: true }));

    const job = await getJson<JobDocument>(`${service}/v1/jobs/${id}`);
    if (job.status !== 'queued' && job.status !== 'running') return job;
  }
}

export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new RequestFailed(await explanation(response));
  return (await response.json()) as T;
}

async function explanation(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as ProblemDocument;
    return `${problem.title}: ${problem.detail}`;
  } catch {
    return `HTTP ${response.status}: ${text.slice(0, 200)}`;
  }
}
