import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Talks to a service the way any HTTP client would. */

export const fakeProcess = new URL('../jobs/fake-process.mjs', import.meta.url);

export function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'relucent-test-'));
}

/** A valid spec; `name` tells the fake process what to do. */
export function specNamed(name: string, more: object = {}): object {
  return { relucent: 1, name, data: { source: 'generator', name: 'two-moons', n: 20 }, ...more };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all routes pass through here
  readonly body: any;
  readonly text: string;
}

export async function call(url: string, method = 'GET', body?: unknown, headers = {}): Promise<Answer> {
  const sent =
    body === undefined
      ? {}
      : {
          body: typeof body === 'string' ? body : JSON.stringify(body),
        };
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method, headers: { ...type, ...headers }, ...sent });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : undefined,
    text,
  };
}

/** Posts a spec and gives the job's URL. */
export async function submit(url: string, name: string): Promise<string> {
  const answer = await call(`${url}/v1/jobs`, 'POST', specNamed(name));
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.text}`);
  return url + answer.headers.get('location');
}

/** Asks until the job's document satisfies the condition. */
export async function until(job: string, condition: (document: Answer['body']) => boolean, ms = 8000) {
  const deadline = Date.now() + ms;
  for (;;) {
    const { body } = await call(job);
    if (condition(body)) return body;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const ended = ({ status }: { status: string }) => !['queued', 'running'].includes(status);

export interface ServerSentEvent {
  readonly id: number;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: progress or status
  readonly data: any;
}

/** Events of a job until the stream ends or so many have come. */
export async function events(job: string, after?: number, most = Number.POSITIVE_INFINITY) {
  const stop = new AbortController();
  const headers: Record<string, string> = after === undefined ? {} : { 'Last-Event-ID': String(after) };
  const response = await fetch(`${job}/events`, { headers, signal: stop.signal });
  const received: ServerSentEvent[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop()!;
    received.push(...frames.filter((frame) => /^id:/m.test(frame)).map(parseFrame));
    if (received.length >= most) break;
  }
  stop.abort();
  return { status: response.status, received: received.slice(0, most) };
}

function parseFrame(frame: string): ServerSentEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)![1]!;
  return { id: Number(field('id')), event: field('event'), data: JSON.parse(field('data')) };
}
