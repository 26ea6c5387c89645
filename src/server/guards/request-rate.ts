import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { httpProblem } from '../problems.js';

/** Lets each client, by its address, make so many requests a minute; others get 429 with Retry-After. */
export function requestRate(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // An address has one budget for all keys that it tries: guessing is limited too.
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? 'unknown'),
    handler: (_request, _response, next) => {
      const detail = `${perMinute} requests a minute are allowed; Retry-After says when to go on`;
      next(httpProblem(429, 'too-many-requests', 'Too many requests', detail));
    },
  });
}
