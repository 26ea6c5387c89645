// Brings a fresh clone to a state that runs: installs what package-lock.json asks for, then compiles.
// Uses nothing but Node, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = `${root}node_modules/.relucent-installed`;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `relucent needs Node >= 20.19; this is ${process.version}. Install a newer Node and try again.`,
  );
  process.exit(1);
}

const stamp = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  console.error('relucent: installing dependencies (once) ...');
  // Under `npm run`, npm names its own entry point; run it with this very Node.
  const npm = process.env.npm_execpath;
  const [command, args] =
    npm?.endsWith('.js') || npm?.endsWith('.cjs') ? [process.execPath, [npm]] : ['npm', []];
  run(command, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stampFile, stamp);
}
run(process.execPath, [`${root}scripts/build.mjs`]);

function run(command, args) {
  // stdout belongs to the command that follows: everything printed here goes to stderr.
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
