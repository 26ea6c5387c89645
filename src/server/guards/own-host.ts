import type { RequestHandler } from 'express';
import { httpProblem } from '../problems.js';

/**
 * Refuses requests for another host than this one. A page in a browser may make its own name point to 127.0.0.1 (DNS
 * rebinding) and would then be served like any local program; but its requests still carry its name.
 */
export function ownHost(host: string): RequestHandler {
  const own = new Set(['localhost', '127.0.0.1', '[::1]', host, `[${host}]`]);
  return (request, _response, next) => {
    const asked = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!own.has(asked)) {
      const detail = `this service is asked for by ${[...own].slice(0, 3).join(', ')}`;
      throw httpProblem(421, 'wrong-host', 'The request is for another host', detail);
    }
    next();
  };
}
