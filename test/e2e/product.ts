import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The product as its users meet it: processes of the compiled command line. */

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  readonly process: ChildProcess;
  /** Resolves when stderr has shown this text. */
  shows(text: string | RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts `relucent ...args`; `input` goes to its standard input, `env` is added to the environment. */
export function startCli(
  args: readonly string[],
  input: string | Uint8Array = '',
  cwd = process.cwd(),
  env: Readonly<Record<string, string>> = {},
): Cli {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      written[name] += chunk;
    });
  }
  // A command that reads no input may close it before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return {
    process: child,
    async shows(text) {
      while (!new RegExp(text).test(written.stderr)) {
        if (child.exitCode !== null) throw new Error(`ended without ${text}: ${written.stderr}`);
        await Promise.race([once(child.stderr, 'data'), once(child, 'close')]);
      }
    },
    ended: once(child, 'close').then(([code]) => ({ code, ...written })),
  };
}

export function cli(args: readonly string[], input?: string | Uint8Array, cwd?: string): Promise<Ended> {
  return startCli(args, input, cwd).ended;
}

export interface Product {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What the server has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts `relucent serve` on a free port with an empty data directory, which `stop` removes. */
export async function startProduct(): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relucent-e2e-'));
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--data-dir', dataDir]);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), once(child, 'close')]);
  const url = /http:\S+/.exec(String(line))?.[0];
  if (url === undefined) throw new Error(`the service did not start: ${log}`);
  return {
    url,
    dataDir,
    process: child,
    log: () => log,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
