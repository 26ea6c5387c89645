import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../jobs/logger.js';
import { principalOf } from './guards/authentication.js';

/** Names each request (X-Request-Id, which the answer repeats) and logs it when it is answered. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const id = randomUUID();
    const began = performance.now();
    response.set('X-Request-Id', id);
    response.once('close', () => {
      logger.info(`${request.method} ${request.path}`, {
        request: id,
        status: response.statusCode,
        ms: Math.round(performance.now() - began),
        principal: principalOf(response)?.id,
        // The job that was asked about, or that was made.
        job: jobIn(response.get('Location') ?? request.path),
      });
    });
    next();
  };
}

function jobIn(path: string): string | undefined {
  return /^\/v1\/jobs\/([^/]+)/.exec(path)?.[1];
}
