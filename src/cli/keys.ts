import { mkdir } from 'node:fs/promises';
import { inputError } from '../core/errors.js';
import type { Database } from '../jobs/database/database.js';
import { openDatabase } from '../jobs/open-store.js';
import { createKey, listKeys, revokeKey, type Scope, scopes } from '../jobs/store/api-keys.js';
import { readConfiguration, type Settings } from '../server/configuration.js';
import { createLogger } from '../server/create-logger.js';
import { exitCode } from './exit-codes.js';

const longestName = 80;

/** `relucent keys add NAME`: makes an API key and prints its text, which is not kept. Throws InputError. */
export function addKey(name: string, scopeList: string, options: Settings): Promise<number> {
  if (name.length === 0 || name.length > longestName) {
    throw inputError('/name', `must have 1 to ${longestName} characters`);
  }
  const wanted = scopeList.split(',').map((scope) => {
    const found = scopes.find((known) => known === scope.trim());
    if (!found) throw inputError('/scopes', `"${scope}" is no scope`, [...scopes]);
    return found;
  });
  return withDatabase(options, async (database) => {
    const { key, text } = await createKey(database, name, wanted satisfies Scope[]);
    console.error(`key ${key.id} (${name}) allows ${wanted.join(', ')}; it is shown this once:`);
    console.log(text);
    return exitCode.ok;
  });
}

/** `relucent keys list`. */
export function showKeys(options: Settings): Promise<number> {
  return withDatabase(options, async (database) => {
    for (const { id, name, scopes: allowed, createdAt, revokedAt } of await listKeys(database)) {
      const state = revokedAt === undefined ? '' : `  revoked ${revokedAt}`;
      console.log(`${id}  ${allowed.join(',').padEnd(16)}  ${createdAt}  ${name}${state}`);
    }
    return exitCode.ok;
  });
}

/** `relucent keys revoke ID`: it takes effect with the next request. */
export function revoke(id: string, options: Settings): Promise<number> {
  return withDatabase(options, async (database) => {
    if (await revokeKey(database, id)) return exitCode.ok;
    console.error(`there is no valid key ${id}`);
    return exitCode.failed;
  });
}

async function withDatabase(
  options: Settings,
  action: (database: Database) => Promise<number>,
): Promise<number> {
  const config = readConfiguration(options, process.env);
  const logger = createLogger(config, console.error);
  await mkdir(config.dataDir, { recursive: true });
  const database = await openDatabase({ databaseUrl: undefined, ...config, logger });
  return action(database).finally(() => database.close());
}
