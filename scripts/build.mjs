// Compiles the product into dist/: first everything that runs in Node, then the page, which uses its types.
// Uses nothing but Node, so that it can run right after an installation.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// What a deleted source left behind would hide an import of it.
rmSync(`${root}dist`, { recursive: true, force: true });
compile('tsconfig.json');
// npx makes it executable once, when it first links the package; a compilation after that makes a new file.
chmodSync(`${root}dist/cli/main.js`, 0o755);
compile('tsconfig.web.json');
copyFileSync(`${root}src/web/page.css`, `${root}dist/web/page.css`);

function compile(project) {
  // stdout belongs to the command that follows: everything printed here goes to stderr.
  const { status, error } = spawnSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}${project}`],
    { cwd: root, stdio: ['ignore', process.stderr, process.stderr] },
  );
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
