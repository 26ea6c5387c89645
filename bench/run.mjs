// Runs benchmarks, keeps what each leaves in bench/results, and says what became slower since the run that is kept
// there, and how long it took; ends with 1 where something became slower. Without names: all that need nothing special.
//
//   node bench/run.mjs [NAME...] [--quick] [--dry-run]
//
// --quick: fewer and smaller cases where a benchmark has them; kept in bench/results/quick, and compared with what is
// there. --dry-run: says what would run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const results = fileURLToPath(new URL(values.quick ? 'results/quick/' : 'results/', import.meta.url));
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const unknown = positionals.filter((name) => !suite.some((each) => each.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${suite.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

let slower = 0;
let broken = 0;
for (const { name, script, args = [], quickArgs = args, keep = '--json', needs } of suite) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  if (needs && positionals.length === 0) {
    console.log(`\n== ${name}: skipped, it needs ${needs}: node bench/${script}`);
    continue;
  }
  const command = [script, ...(values.quick ? quickArgs : args)];
  if (!existsSync(fileURLToPath(new URL(script, import.meta.url)))) {
    console.log(`\n== ${name}: skipped, bench/${script} is not here`);
    continue;
  }
  console.log(`\n== ${name}: node bench/${command.join(' ')}`);
  if (values['dry-run']) continue;
  const folder = mkdtempSync(join(tmpdir(), 'relucent-bench-'));
  try {
    const fresh = join(folder, 'result.json');
    const [file, ...rest] = command;
    const path = fileURLToPath(new URL(file, import.meta.url));
    const began = performance.now();
    const { status } = spawnSync(process.execPath, [path, ...rest, keep, fresh], { stdio: 'inherit' });
    const tookSeconds = Math.round((performance.now() - began) / 1000);
    console.log(`${name} took ${tookSeconds} s`);
    if (status !== 0 || !existsSync(fresh)) {
      console.log(`${name} ended with ${status}: what is kept stays as it is`);
      broken++;
      continue;
    }
    const kept = join(results, `${name}.json`);
    const found = { ...read(fresh), tookSeconds };
    const after = readRun(found, name);
    const before = existsSync(kept) ? readRun(read(kept), name) : undefined;
    if (before && after) slower += sayChanges(compareRuns(before, after));
    else console.log('nothing is kept to compare it with');
    mkdirSync(results, { recursive: true });
    writeFileSync(kept, `${JSON.stringify(found, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
if (slower > 0) console.log(`\n${slower} rows slower than before, beyond their spread`);
process.exitCode = slower + broken > 0 ? 1 : 0;

/** Prints what changed; returns how many rows became slower. */
function sayChanges(findings) {
  for (const { name, by, from, to, change, verdict } of findings) {
    if (verdict === 'as before' || verdict === 'unclear') continue;
    const values = [from, to].map((value) => Number(value.toPrecision(3))).join(' -> ');
    const percent = `${change > 0 ? '+' : ''}${Math.round(100 * change)} %`;
    console.log(`${verdict}: ${name}, ${by} ${values} (${percent})`);
  }
  const slower = findings.filter(({ verdict }) => verdict === 'regression').length;
  const unclear = findings.filter(({ verdict }) => verdict === 'unclear').length;
  const once = unclear > 0 ? `, ${unclear} changed but measured once only` : '';
  console.log(`${findings.length} rows compared with the run before, ${slower} slower${once}`);
  return slower;
}
