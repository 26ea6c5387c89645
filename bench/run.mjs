// Runs benchmarks, keeps what each leaves in bench/results, and says what became slower since the run that is kept
// there; ends with 1 where something did. Without names: all that can run by themselves.
//
//   node bench/run.mjs [NAME...] [--quick] [--dry-run]
//
// --quick: fewer and smaller cases where a benchmark has them (nothing is kept). --dry-run: says what would run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareRuns } from './harness/compare.mjs';
import { readRun } from './harness/read.mjs';
import { suite } from './suite.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false } },
});
const results = fileURLToPath(new URL('results/', import.meta.url));
const unknown = positionals.filter((name) => !suite.some((each) => each.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${suite.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

let slower = 0;
let broken = 0;
for (const { name, script, args = [], quickArgs = [], keep = '--json', needs } of suite) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  if (needs) {
    console.log(`\n== ${name}: skipped, it needs ${needs}: node bench/${script}`);
    continue;
  }
  const command = [script, ...args, ...(values.quick ? quickArgs : [])];
  if (!existsSync(fileURLToPath(new URL(script, import.meta.url)))) {
    console.log(`\n== ${name}: skipped, bench/${script} is not here`);
    continue;
  }
  console.log(`\n== ${name}: node bench/${command.join(' ')}`);
  if (values['dry-run']) continue;
  // Beside the results, because a file is moved within one file system only.
  const folder = mkdtempSync(join(results, '.run-'));
  try {
    const fresh = join(folder, 'result.json');
    const [file, ...rest] = command;
    const path = fileURLToPath(new URL(file, import.meta.url));
    const { status } = spawnSync(process.execPath, [path, ...rest, keep, fresh], { stdio: 'inherit' });
    if (status !== 0 || !existsSync(fresh)) {
      console.log(`${name} ended with ${status}: what is kept stays as it is`);
      broken++;
      continue;
    }
    const kept = join(results, `${name}.json`);
    const [before, after] = [kept, fresh].map((at) =>
      existsSync(at) ? readRun(JSON.parse(readFileSync(at, 'utf8')), name) : undefined,
    );
    if (before && after && !values.quick) slower += sayChanges(compareRuns(before, after));
    if (!values.quick) renameSync(fresh, kept);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
if (slower > 0) console.log(`\n${slower} rows slower than before, beyond their spread`);
process.exitCode = slower + broken > 0 ? 1 : 0;

/** Prints what changed; returns how many rows became slower. */
function sayChanges(findings) {
  for (const { name, by, from, to, change, verdict } of findings) {
    if (verdict === 'as before') continue;
    const values = [from, to].map((value) => Number(value.toPrecision(3))).join(' -> ');
    const percent = `${change > 0 ? '+' : ''}${Math.round(100 * change)} %`;
    console.log(`${verdict}: ${name}, ${by} ${values} (${percent})`);
  }
  const slower = findings.filter(({ verdict }) => verdict === 'regression').length;
  console.log(`${findings.length} rows compared with the run before, ${slower} slower`);
  return slower;
}
