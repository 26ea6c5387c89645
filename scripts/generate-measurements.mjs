// docs/benchmarks.md and the pages of the published claims are made from what is stored in bench/results, and committed. `--check`
// fails when they are not what the stored figures give.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goals } from '../bench/goals.mjs';
import { readRun } from '../bench/harness/read.mjs';
import { suite } from '../bench/suite.mjs';
import { experiments } from '../dist/reproduce/index.js';
import { overviewPage } from '../dist/reproduce/overview.js';
import { benchmarksPage } from './benchmarks-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'bench/results');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

const stored = Object.fromEntries(
  readdirSync(results)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.json'.length);
      return [name, { run: readRun(read(join(results, file)), name) }];
    }),
);
/** Seconds that the quick forms took, by benchmark. */
const quick = Object.fromEntries(
  (existsSync(join(results, 'quick')) ? readdirSync(join(results, 'quick')) : [])
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -'.json'.length), read(join(results, 'quick', file)).tookSeconds]),
);
/** Every experiment as it is stored in that folder. */
const reproduced = (folder) =>
  experiments.map(({ name, title, source }) => {
    const path = join(results, folder, `${name}.json`);
    return existsSync(path)
      ? read(path)
      : { experiment: { name, title, source }, outcome: { missing: 'no figures of it are stored' } };
  });

const pages = {
  'docs/benchmarks.md': benchmarksPage({ suite, goals, stored, quick }),
  'docs/reproduction.md': overviewPage(reproduced('reproduction')),
  'docs/reproduction-full.md': overviewPage(reproduced('reproduction-full')),
};
let stale = false;
for (const [path, text] of Object.entries(pages)) {
  const target = join(root, path);
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(`${path} does not match bench/results: run \`npm run generate\` and commit it.`);
    stale = true;
  }
}
if (stale) process.exit(1);
