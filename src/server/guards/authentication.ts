import type { Request, RequestHandler, Response } from 'express';
import type { Database } from '../../jobs/database/database.js';
import { findKey, type Scope, scopes } from '../../jobs/store/api-keys.js';
import { httpProblem } from '../problems.js';

/** Who makes a request. */
export interface Principal {
  /** Id of the API key; `local` where none is asked for. */
  readonly id: string;
  readonly scopes: readonly Scope[];
}

const local: Principal = { id: 'local', scopes };

/** Said to anybody: whether the service works, how to talk to it, and the page, which asks for a key itself. */
const open = /^\/((healthz|readyz|openapi\.json|docs|examples)\/?|assets\/.*)?$/;

/** Who makes this request; to be asked behind `authentication`. */
export function principalOf(response: Response): Principal {
  return response.locals['principal'] as Principal;
}

/**
 * Asks for an API key (`Authorization: Bearer rlc_...`), where it is required, and checks that it allows what is
 * asked for: 401 without a valid key, 403 when it lacks the scope. A key that is sent is checked in any case.
 */
export function authentication(database: Database, required: boolean): RequestHandler {
  return async (request, response, next) => {
    const sent = request.get('Authorization');
    if (sent === undefined && (!required || open.test(request.path))) {
      response.locals['principal'] = local;
      return next();
    }
    const [, text = ''] = /^Bearer (\S+)$/i.exec(sent ?? '') ?? [];
    const key = await findKey(database, text);
    if (!key) {
      response.set('WWW-Authenticate', 'Bearer realm="relucent"');
      const detail =
        sent === undefined ? 'send Authorization: Bearer rlc_...' : 'the key is not valid, or was revoked';
      throw httpProblem(401, 'unauthenticated', 'An API key is required', detail);
    }
    const needed = scopeOf(request);
    if (!key.scopes.includes(needed)) {
      const detail = `the key ${key.id} has the scopes ${key.scopes.join(', ')}; this needs ${needed}`;
      throw httpProblem(403, 'forbidden', 'The API key does not allow this', detail);
    }
    response.locals['principal'] = { id: key.id, scopes: key.scopes } satisfies Principal;
    next();
  };
}

function scopeOf({ method, path }: Request): Scope {
  if (method === 'GET' || method === 'HEAD') return 'read';
  return path.startsWith('/v1/plugins') ? 'admin' : 'write';
}
