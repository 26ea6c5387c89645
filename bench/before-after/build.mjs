// A commit of this clone in a folder of its own, built, with the packages of this one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder; what an earlier call has built there is taken as it is. Throws outside a clone that has the commit. */
export function buildOf(commit, builds) {
  const folder = join(builds, commit);
  if (existsSync(join(folder, 'dist/index.js'))) return folder;
  mkdirSync(folder, { recursive: true });
  const files = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: files });
  const packages = join(folder, 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(root, 'node_modules'), packages);
  const script = join(folder, 'scripts/build.mjs');
  // Older commits were compiled alone.
  const build = existsSync(script) ? [script] : [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'];
  execFileSync(process.execPath, build, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}
