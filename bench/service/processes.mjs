// Processes of the service, for trials and measurements that start and end them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The stand-ins of the tests: their jobs sleep in place of training. */
export const standIn = (name) => fileURLToPath(new URL(`../../test/server/${name}`, import.meta.url));
const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Starts a script and resolves with the process and its first line when it has printed that; null when it ended. */
export async function startScript(args, env = {}) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  child.said = '';
  child.stderr.on('data', (text) => {
    child.said = `${child.said}${text}`.slice(-4000);
  });
  const ready = once(child.stdout, 'data').then(([line]) => String(line).trim());
  const ended = once(child, 'exit').then(() => null);
  const line = await Promise.race([ready, ended]);
  return { child, line };
}

/** `relucent serve` on a free port. */
export async function startService(dataDir, { databaseUrl, concurrency = 2, env = {} } = {}) {
  const args = ['serve', '--port', '0', '--data-dir', dataDir, '--concurrency', String(concurrency)];
  const started = await startScript([program, ...args, ...at(databaseUrl)], {
    RELUCENT_REQUESTS_PER_MINUTE: '10000000',
    ...env,
  });
  if (started.line === null) throw new Error(`the service did not start: ${started.child.said}`);
  return { child: started.child, url: /http:\S+/.exec(started.line)[0] };
}

/** `relucent worker`, one run at a time. */
export async function startWorker(dataDir, databaseUrl) {
  const args = ['worker', '--data-dir', dataDir, '--concurrency', '1'];
  // One core each, so that the figures of one and of two compare.
  const env = { RELUCENT_BLAS_THREADS: '1' };
  const { child, line } = await startScript([program, ...args, ...at(databaseUrl)], env);
  if (line === null) throw new Error(`the worker did not start: ${child.said}`);
  return child;
}

function at(databaseUrl) {
  return databaseUrl === undefined ? [] : ['--database-url', databaseUrl];
}

export async function endProcess(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
