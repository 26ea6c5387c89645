import type { RequestHandler } from 'express';
import { httpProblem } from '../problems.js';

/** Ends a request whose body has not arrived after this time: 408, and the connection is closed. */
export function arrivesWithin(totalMs: number): RequestHandler {
  return (request, response, next) => {
    const timer = setTimeout(() => {
      response.set('Connection', 'close');
      response.once('finish', () => request.destroy());
      const detail = `all of it may take ${totalMs / 1000} s`;
      next(httpProblem(408, 'too-slow', 'The request did not arrive in time', detail));
    }, totalMs);
    const arrived = () => clearTimeout(timer);
    request.once('end', arrived);
    request.once('close', arrived);
    next();
  };
}
