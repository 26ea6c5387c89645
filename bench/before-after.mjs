// This build beside another one, in turns: processor seconds of starting the command line, of training and of a report,
// and whether both give the same numbers. --before names a clone at an earlier commit, installed and built.
//
//   node bench/before-after.mjs --before FOLDER [--rounds 7] [--label TEXT] [--json bench/results/before-after.json]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { processorSeconds } from './harness/child.mjs';
import { benchmarkDocument, report } from './harness/document.mjs';
import { startPeer } from './harness/peer.mjs';
import { inTurns, rowOf } from './harness/turns.mjs';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    label: { type: 'string', default: 'the build before' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
  },
});
if (values.before === undefined) throw new Error('--before FOLDER: which build is compared with?');
const folders = { ours: fileURLToPath(new URL('..', import.meta.url)), before: values.before };
const task = fileURLToPath(new URL('before-after/task.mjs', import.meta.url));
// One thread: what a second one takes while it waits is no work.
const env = { RELUCENT_BACKEND: 'wasm', RELUCENT_BLAS_THREADS: '1' };
const scratch = mkdtempSync(join(tmpdir(), 'relucent-before-after-'));
const spec = join(scratch, 'spec.json');
writeFileSync(
  spec,
  JSON.stringify({
    relucent: 1,
    data: { source: 'generator', name: 'two-moons', n: 40 },
    solver: { name: 'convex', options: { patterns: { method: 'sampled', draws: 8 } } },
  }),
);

const rows = [];
const rounds = Number(values.rounds);
const row = (name, samples, note) =>
  rows.push(
    rowOf({
      name,
      unit: 'processor s',
      ours: samples.ours,
      peer: samples.before,
      peerName: values.label,
      note,
    }),
  );

for (const [name, args] of [
  ['relucent run --dry-run', ['--dry-run']],
  ['relucent run, convex, 40 rows', []],
]) {
  const start = (folder) => () => processorSeconds([join(folder, 'dist/cli/main.js'), 'run', spec, ...args]);
  row(name, await inTurns({ ours: start(folders.ours), before: start(folders.before) }, rounds));
}

const sides = {
  ours: await startPeer(process.execPath, [task, folders.ours], env),
  before: await startPeer(process.execPath, [task, folders.before], env),
};
for (const name of sides.ours.ready) {
  const outcomes = {};
  const measure = (side) => async () => {
    const { seconds, outcome } = await sides[side].ask({ name });
    outcomes[side] = outcome;
    return seconds;
  };
  const samples = await inTurns({ ours: measure('ours'), before: measure('before') }, rounds);
  row(
    name,
    samples,
    outcomes.ours === outcomes.before ? 'the same result, digit by digit' : 'another result',
  );
}
for (const side of Object.values(sides)) side.end();
rmSync(scratch, { recursive: true });
report(benchmarkDocument('before-after', rows), values.json);
