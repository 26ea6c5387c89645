import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../jobs/database/database.js';
import { jobStatuses } from '../jobs/job.js';
import { countJobs } from '../jobs/store/jobs.js';
import { countTasks } from '../jobs/store/queue.js';
import { listWorkers } from '../jobs/store/workers.js';

const secondsOfRequests = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

export interface Metrics {
  /** Measures every request. */
  readonly handler: RequestHandler;
  /** The figures as text that Prometheus reads. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
}

/** Figures of this process and of all jobs of its database. */
export function createMetrics(database: Database): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: 'relucent_http_request_seconds',
    help: 'Duration of HTTP requests, streams aside.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsOfRequests,
    registers,
  });
  const failures = new Counter({
    name: 'relucent_http_failures_total',
    help: 'Answers with a status of 500 or more.',
    registers,
  });
  new Gauge({
    name: 'relucent_jobs',
    help: 'Stored jobs by status.',
    labelNames: ['status'],
    registers,
    async collect() {
      const counts = await countJobs(database);
      for (const status of jobStatuses) this.set({ status }, counts.get(status) ?? 0);
    },
  });
  new Gauge({
    name: 'relucent_tasks',
    help: 'Tasks of unfinished jobs: waiting for a worker, or running.',
    labelNames: ['status'],
    registers,
    async collect() {
      const counts = await countTasks(database);
      for (const status of ['queued', 'running']) this.set({ status }, counts.get(status) ?? 0);
    },
  });
  new Gauge({
    name: 'relucent_workers',
    help: 'Workers, this process included, and the tasks that they can run at a time.',
    labelNames: ['what'],
    registers,
    async collect() {
      const workers = await listWorkers(database);
      this.set({ what: 'workers' }, workers.length);
      this.set(
        { what: 'slots' },
        workers.reduce((sum, { slots }) => sum + slots, 0),
      );
    },
  });

  return {
    handler(request, response, next) {
      const stop = requests.startTimer();
      response.once('finish', () => {
        // The path as the route names it: the ids of jobs would make a series each.
        const route = (request.route as { path?: string } | undefined)?.path ?? 'none';
        if (!String(response.get('Content-Type')).startsWith('text/event-stream')) {
          stop({ method: request.method, route, status: response.statusCode });
        }
        if (response.statusCode >= 500) failures.inc();
      });
      next();
    },
    async text() {
      return { type: register.contentType, body: await register.metrics() };
    },
  };
}
