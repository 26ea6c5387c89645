import type { ServiceConfig } from '../core/generated/documents.js';
import type { Database } from '../jobs/database/database.js';
import type { Contents } from '../jobs/datasets/contents.js';
import type { Datasets } from '../jobs/datasets/datasets.js';
import type { JobService } from '../jobs/job-service.js';
import type { Logger } from '../jobs/logger.js';
import type { Registry } from '../plugins/registry.js';
import type { Metrics } from './metrics.js';
import type { Regularizers } from './regularizers.js';

/** What the routes work with. */
export interface Service {
  readonly config: ServiceConfig;
  readonly database: Database;
  readonly jobs: JobService;
  readonly datasets: Datasets;
  readonly contents: Contents;
  readonly registry: Registry;
  readonly regularizers: Regularizers;
  readonly metrics: Metrics;
  /** How long POST /v1/solve waits. */
  readonly solveSeconds: number;
  readonly logger: Logger;
}
