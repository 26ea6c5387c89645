import express, { type Express, type RequestHandler } from 'express';
import { errorsAsProblems, notFound } from './problems.js';
import { check } from './routes/check.js';
import { createJob } from './routes/create-job.js';
import { health } from './routes/health.js';
import { jobArtifacts } from './routes/job-artifacts.js';
import { jobEvents } from './routes/job-events.js';
import { jobModel } from './routes/job-model.js';
import { listJobs } from './routes/list-jobs.js';
import { oneJob } from './routes/one-job.js';
import { page } from './routes/page.js';
import { plugins } from './routes/plugins.js';
import { solve } from './routes/solve.js';
import type { Service } from './service.js';

const routes = [
  createJob,
  listJobs,
  oneJob,
  jobEvents,
  jobArtifacts,
  jobModel,
  solve,
  check,
  plugins,
  health,
  page,
];

const noSniffing: RequestHandler = (_request, response, next) => {
  response.set('X-Content-Type-Options', 'nosniff');
  next();
};

/** The HTTP interface of a service. Every error is an RFC 9457 problem document. */
export function createApp(service: Service): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(noSniffing);
  for (const route of routes) app.use(route(service));
  app.use(notFound);
  app.use(errorsAsProblems(service.logger));
  return app;
}
