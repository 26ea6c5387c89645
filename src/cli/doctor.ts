import { once } from 'node:events';
import { access, constants, mkdir, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, freemem } from 'node:os';
import type { ServiceConfig } from '../core/generated/documents.js';
import type { Database } from '../jobs/database/database.js';
import { openDatabase } from '../jobs/open-store.js';
import { listKeys } from '../jobs/store/api-keys.js';
import { countTasks } from '../jobs/store/queue.js';
import { listWorkers } from '../jobs/store/workers.js';
import { asksForKeys } from '../server/app.js';
import { readConfiguration, type Settings } from '../server/configuration.js';
import { exitCode } from './exit-codes.js';

const megabyte = 2 ** 20;
const smallMemoryMb = 1024;
const smallDiskMb = 1024;

interface Finding {
  readonly check: string;
  readonly verdict: 'ok' | 'look' | 'wrong';
  readonly detail: string;
}

/**
 * `relucent doctor`: looks at everything a service needs with the settings it would have, and prints a line for each.
 * Exit code 1 when something is wrong. Throws InputError for settings that cannot be.
 */
export async function doctor(options: Settings, json: boolean): Promise<number> {
  const config = readConfiguration(options, process.env);
  const findings: Finding[] = [
    node(),
    await folder(config),
    await disk(config),
    memory(),
    await port(config),
  ];
  findings.push(...(await database(config)));
  if (json) console.log(JSON.stringify(findings, null, 2));
  else
    for (const { check, verdict, detail } of findings)
      console.log(`${verdict.padEnd(6)}${check.padEnd(12)}${detail}`);
  return findings.some(({ verdict }) => verdict === 'wrong') ? exitCode.failed : exitCode.ok;
}

function node(): Finding {
  const detail = `Node ${process.version} on ${process.platform} ${process.arch}, ${availableParallelism()} processors`;
  return { check: 'machine', verdict: 'ok', detail };
}

async function folder({ dataDir }: ServiceConfig): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK);
    const open = process.platform !== 'win32' && ((await stat(dataDir)).mode & 0o007) !== 0;
    return open
      ? {
          check: 'data',
          verdict: 'look',
          detail: `${dataDir} can be read by every user: chmod o= ${dataDir}`,
        }
      : { check: 'data', verdict: 'ok', detail: dataDir };
  } catch (error) {
    return { check: 'data', verdict: 'wrong', detail: `${dataDir}: ${(error as Error).message}` };
  }
}

async function disk({ dataDir }: ServiceConfig): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(dataDir);
    const free = Math.floor((bavail * bsize) / megabyte);
    return { check: 'disk', verdict: free < smallDiskMb ? 'look' : 'ok', detail: `${free} MB free` };
  } catch (error) {
    return { check: 'disk', verdict: 'look', detail: (error as Error).message };
  }
}

function memory(): Finding {
  const free = Math.floor(freemem() / megabyte);
  return { check: 'memory', verdict: free < smallMemoryMb ? 'look' : 'ok', detail: `${free} MB free` };
}

async function port({ host, port }: ServiceConfig): Promise<Finding> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    probe.close();
    return { check: 'address', verdict: 'ok', detail: `${host}:${port} is free` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const detail = `${host}:${port} cannot be listened on (${code}); does the service run already?`;
    return { check: 'address', verdict: code === 'EADDRINUSE' ? 'look' : 'wrong', detail };
  }
}

async function database(config: ServiceConfig): Promise<Finding[]> {
  const said: string[] = [];
  const note = (message: string) => void said.push(message);
  const logger = { info() {}, warn: note, error: note };
  let opened: Database;
  try {
    opened = await openDatabase({ databaseUrl: undefined, ...config, logger });
  } catch (error) {
    return [{ check: 'database', verdict: 'wrong', detail: (error as Error).message }];
  }
  try {
    await opened.query('update probes set writes = writes + 1');
    const broken = config.databaseUrl === undefined ? await damage(opened) : undefined;
    if (broken !== undefined) {
      return [{ check: 'database', verdict: 'wrong', detail: `it is damaged (${broken}): restore a backup` }];
    }
    return [
      { check: 'database', verdict: 'ok', detail: `${opened.name} can be written` },
      await keys(opened, config),
      await workers(opened),
    ];
  } catch (error) {
    return [{ check: 'database', verdict: 'wrong', detail: (error as Error).message }];
  } finally {
    await opened.close();
  }
}

/** What SQLite finds wrong with its file; nothing when all is well. */
async function damage(opened: Database): Promise<string | undefined> {
  const rows = await opened.query<{ quick_check: string }>('pragma quick_check(1)');
  const found = rows[0]?.quick_check;
  return found === 'ok' ? undefined : (found ?? 'it cannot be checked');
}

async function keys(opened: Database, config: ServiceConfig): Promise<Finding> {
  const valid = (await listKeys(opened)).filter(({ revokedAt }) => revokedAt === undefined).length;
  const detail = `${valid} valid API keys, ${asksForKeys(config) ? 'one is asked for' : 'none is asked for'}`;
  const missing = asksForKeys(config) && valid === 0;
  return missing
    ? { check: 'keys', verdict: 'wrong', detail: `${detail}: relucent keys add NAME` }
    : { check: 'keys', verdict: config.allowPublic ? 'look' : 'ok', detail };
}

async function workers(opened: Database): Promise<Finding> {
  const tasks = await countTasks(opened);
  const listed = await listWorkers(opened);
  const slots = listed.reduce((sum, worker) => sum + worker.slots, 0);
  const waiting = tasks.get('queued') ?? 0;
  const detail = `${listed.length} with ${slots} slots; ${tasks.get('running') ?? 0} tasks run, ${waiting} wait`;
  return { check: 'workers', verdict: waiting > 0 && slots === 0 ? 'look' : 'ok', detail };
}
