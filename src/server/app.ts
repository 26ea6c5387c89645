import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { authentication } from './guards/authentication.js';
import { ownHost } from './guards/own-host.js';
import { requestRate } from './guards/request-rate.js';
import { isLoopback } from './loopback.js';
import { errorsAsProblems, notFound } from './problems.js';
import { requestLog } from './request-log.js';
import { check } from './routes/check.js';
import { createJob } from './routes/create-job.js';
import { datasets } from './routes/datasets.js';
import { health } from './routes/health.js';
import { jobArtifacts } from './routes/job-artifacts.js';
import { jobEvents } from './routes/job-events.js';
import { jobFigures } from './routes/job-figures.js';
import { jobModel } from './routes/job-model.js';
import { listJobs } from './routes/list-jobs.js';
import { metrics } from './routes/metrics.js';
import { oneJob } from './routes/one-job.js';
import { openapi } from './routes/openapi.js';
import { page } from './routes/page.js';
import { plugins } from './routes/plugins.js';
import { regularizers } from './routes/regularizers.js';
import { solve } from './routes/solve.js';
import type { Service } from './service.js';

const routes = [
  createJob,
  listJobs,
  oneJob,
  jobEvents,
  jobArtifacts,
  jobFigures,
  jobModel,
  solve,
  check,
  datasets,
  plugins,
  regularizers,
  metrics,
  openapi,
  health,
  page,
];

/** TLS is the business of a proxy in front, so nothing is said about it. */
const headers = helmet({
  strictTransportSecurity: false,
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
});

/** The HTTP interface of a service. Every error is an RFC 9457 problem document. */
export function createApp(service: Service, audit: RequestHandler): Express {
  const { config, database, logger } = service;
  const needsKey = asksForKeys(config);
  const app = express();
  app.set('trust proxy', config.trustProxy);
  app.use(headers, requestLog(logger), service.metrics.handler, audit);
  if (isLoopback(config.host) && !needsKey) app.use(ownHost(config.host));
  app.use(requestRate(config.requestsPerMinute));
  app.use(authentication(database, needsKey));
  for (const route of routes) app.use(route(service));
  app.use(notFound);
  app.use(errorsAsProblems(logger));
  return app;
}

/** Whether requests need an API key. */
export function asksForKeys({ host, requireKey, allowPublic }: Service['config']): boolean {
  return requireKey || !(isLoopback(host) || allowPublic);
}
