import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import type { Logger } from '../../jobs/logger.js';
import { principalOf } from './authentication.js';

export interface Audit {
  readonly handler: RequestHandler;
  close(): Promise<void>;
}

/**
 * Writes down who changed what, and who was turned away: one JSON object a line in audit.ndjson of the data directory,
 * for every request that is no GET and every 401 and 403. No body and no key is written.
 */
export function audit(dataDir: string, logger: Logger): Audit {
  const path = join(dataDir, 'audit.ndjson');
  let written = Promise.resolve();
  // Opened for every line: the file may be moved away, and a disk that was full may have room again.
  const write = (line: string) => {
    written = written
      .then(() => appendFile(path, line, { mode: 0o600 }))
      .catch((error: Error) => logger.error(`the audit log cannot be written: ${error.message}`));
  };
  const handler: RequestHandler = (request, response, next) => {
    response.once('finish', () => {
      const refused = response.statusCode === 401 || response.statusCode === 403;
      if ((request.method === 'GET' || request.method === 'HEAD') && !refused) return;
      const entry = {
        at: new Date().toISOString(),
        principal: principalOf(response)?.id ?? null,
        address: request.ip,
        method: request.method,
        path: request.path,
        status: response.statusCode,
        location: response.get('Location'),
      };
      write(`${JSON.stringify(entry)}\n`);
    });
    next();
  };
  return {
    handler,
    close: () => written,
  };
}
