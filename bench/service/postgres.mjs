// A PostgreSQL server of our own on a free port, in a temporary directory: for tests and measurements.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const installed = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs, newest version first; nothing where it is not installed. */
export function postgresPrograms() {
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(installed, version, 'bin')),
    ...process.env.PATH.split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/**
 * Starts a server. `durable: false` leaves out fsync, for tests. `kill(signal)` ends it, `start()` starts it again on
 * the same port and directory, `stop()` ends it and removes the directory.
 */
export async function startPostgres({ durable = false } = {}) {
  const programs = postgresPrograms();
  if (!programs) throw new Error('PostgreSQL is not installed');
  const directory = mkdtempSync(join(tmpdir(), 'relucent-postgres-'));
  const identity = unprivileged();
  if (identity) chownSync(directory, identity.uid, identity.gid);
  const data = join(directory, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'relucent', '--no-sync'],
    {
      ...identity,
      encoding: 'utf8',
      cwd: directory,
    },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    directory,
    '-h',
    '127.0.0.1',
    '-c',
    'max_connections=200',
  ];
  let server;

  const start = async () => {
    server = spawn(join(programs, 'postgres'), durable ? args : [...args, '-F'], {
      ...identity,
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    await new Promise((resolve, reject) => {
      server.stderr.setEncoding('utf8').on('data', (text) => {
        log = `${log}${text}`.slice(-4000);
        if (/ready to accept connections/.test(log)) resolve();
      });
      server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
    });
  };
  const kill = async (signal) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `postgres://relucent@127.0.0.1:${port}/postgres`,
    kill,
    start,
    async stop() {
      // SIGQUIT: at once, without a checkpoint that nobody needs.
      await kill('SIGQUIT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root: then as the user that its package made, or nobody. */
function unprivileged() {
  if (process.getuid() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
