import { once } from 'node:events';
import { type Request, Router } from 'express';
import { isFinal, type JobEvent } from '../../jobs/job.js';
import type { Service } from '../service.js';

const heartbeatMs = 15_000;
const reconnectMs = 1000;

/**
 * GET /v1/jobs/{id}/events streams `progress` and `status` events (Server-Sent Events) and ends after the final
 * status. Last-Event-ID resumes; when the job has ended and nothing is left to send, 204 tells a browser to stop
 * reconnecting.
 */
export function jobEvents({ jobs }: Service): Router {
  return Router().get('/v1/jobs/:id/events', async (request, response) => {
    const job = await jobs.get(request.params.id);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const events = jobs.follow(job.id, lastEventId(request), gone.signal);
    const first = isFinal(job.status) ? await events.next() : undefined;
    if (first?.done) {
      response.status(204).end();
      return;
    }

    response.set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${reconnectMs}\n\n`);
    const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
    const send = async (event: JobEvent) => {
      // A slow reader is waited for.
      if (!response.write(frame(event))) await once(response, 'drain', { signal: gone.signal });
    };
    try {
      if (first) await send(first.value);
      for await (const event of events) await send(event);
      response.end();
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    } finally {
      clearInterval(heartbeat);
    }
  });
}

function frame({ id, type, data }: JobEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** An id that is none of ours counts as none: everything is sent. */
function lastEventId(request: Request): number {
  const text = request.get('Last-Event-ID') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
