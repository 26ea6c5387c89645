import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { InputError, inputError, inputProblem } from '../core/errors.js';
import type { ProblemDocument } from '../core/generated/documents.js';
import { DatabaseUnavailable, StorageFull } from '../jobs/database/database.js';
import { isNoRoom } from '../jobs/durable-file.js';
import { DatasetNotFound, JobConflict, JobNotFound, QueueFull, ServiceStopping } from '../jobs/errors.js';
import type { Logger } from '../jobs/logger.js';

/** An error that carries its answer. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(readonly document: ProblemDocument) {
    super(document.detail);
  }
}

export function httpProblem(status: number, type: string, title: string, detail: string): HttpProblem {
  return new HttpProblem({ type: `urn:relucent:problem:${type}`, title, status, detail });
}

/** A query parameter or header that cannot be used. */
export function badParameter(name: string, message: string, allowed?: string[]): HttpProblem {
  return new HttpProblem(inputProblem(inputError(`/${name}`, message, allowed), 400));
}

export function sendProblem(response: Response, problem: ProblemDocument): void {
  response
    .status(problem.status)
    .set('Content-Type', 'application/problem+json; charset=utf-8')
    .send(Buffer.from(JSON.stringify(problem)));
}

/** The answer where no route fits. */
export const notFound: RequestHandler = (request) => {
  throw httpProblem(404, 'not-found', 'Not found', `there is nothing at ${request.method} ${request.path}`);
};

/** When to try again after a refusal that will pass. */
const retryAfterSeconds = '10';

/** Turns every error into a problem document. What is nobody's fault but ours is logged and says nothing more. */
export function errorsAsProblems(logger: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = problemOf(error);
    if (problem.status === 429 && !response.get('Retry-After'))
      response.set('Retry-After', retryAfterSeconds);
    if (problem.status >= 500 && !(error instanceof HttpProblem) && !(error instanceof ServiceStopping)) {
      logger.error(`${request.method} ${request.path}: ${(error as Error)?.stack ?? error}`, {
        request: response.get('X-Request-Id'),
      });
    }
    // An answer that has begun can only be broken off.
    if (response.headersSent) response.destroy();
    else sendProblem(response, problem);
  };
}

function problemOf(error: unknown): ProblemDocument {
  if (error instanceof HttpProblem) return error.document;
  if (error instanceof InputError) return inputProblem(error);
  if (error instanceof JobNotFound || error instanceof DatasetNotFound)
    return httpProblem(404, 'not-found', 'Not found', error.message).document;
  if (error instanceof JobConflict) return httpProblem(409, 'conflict', 'Conflict', error.message).document;
  if (error instanceof QueueFull)
    return httpProblem(429, 'queue-full', 'The queue is full', error.message).document;
  if (error instanceof ServiceStopping) {
    return httpProblem(503, 'stopping', 'The service is shutting down', error.message).document;
  }
  if (error instanceof DatabaseUnavailable) {
    return httpProblem(
      503,
      'database',
      'The database does not answer',
      'nothing was changed; try again in a while',
    ).document;
  }
  if (error instanceof StorageFull || isNoRoom(error)) {
    return httpProblem(507, 'storage-full', 'There is no room left', 'delete jobs or datasets, or make room')
      .document;
  }
  return (
    requestProblem(error) ??
    httpProblem(500, 'internal', 'Internal error', 'the server failed; its log says more').document
  );
}

/** Errors of Express and its body parser about a request that cannot be read. */
function requestProblem(error: unknown): ProblemDocument | undefined {
  const { status, type, message } = (error ?? {}) as { status?: number; type?: string; message?: string };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (type === 'entity.parse.failed') {
    return httpProblem(400, 'malformed-json', 'The body is not valid JSON', String(message).slice(0, 200))
      .document;
  }
  const titles: Record<number, string> = {
    413: 'The body is too large',
    415: 'The body has an unsupported encoding',
  };
  return httpProblem(status, 'bad-request', titles[status] ?? 'The request cannot be read', String(message))
    .document;
}
