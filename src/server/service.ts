import type { JobService } from '../jobs/job-service.js';
import type { Logger } from '../jobs/logger.js';
import type { Registry } from '../plugins/registry.js';
import type { Regularizers } from './regularizers.js';

/** What the routes work with. */
export interface Service {
  readonly jobs: JobService;
  readonly registry: Registry;
  readonly regularizers: Regularizers;
  /** How long POST /v1/solve waits. */
  readonly solveSeconds: number;
  readonly logger: Logger;
}
