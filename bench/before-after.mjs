// Optimisations, each alone: a task with the build before and the one after it, in turns; processor seconds, and whether
// both give the same numbers. Without --before: those that bench/before-after/pairs.mjs lists, whose commits are built from
// the history of the clone.
//
//   node bench/before-after.mjs [--only TEXT] [--rounds 5] [--builds FOLDER] [--json bench/results/before-after.json]
//   node bench/before-after.mjs --before COMMIT --task NAME [--rounds 5] [--builds FOLDER]
//
// --only: those whose name has this text; what the file has of the others stays. --before: this working tree, as it is built, beside that commit. --builds: where builds are kept for the next time.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildOf } from './before-after/build.mjs';
import { pairs } from './before-after/pairs.mjs';
import { benchmarkDocument, report } from './harness/document.mjs';
import { startPeer } from './harness/peer.mjs';
import { inTurns, rowOf } from './harness/turns.mjs';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    task: { type: 'string' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    builds: { type: 'string' },
    json: { type: 'string' },
  },
});
if (values.before && !values.task) throw new Error('--task NAME: what is compared?');
const root = fileURLToPath(new URL('..', import.meta.url));
const builds = values.builds ?? mkdtempSync(join(tmpdir(), 'relucent-before-after-'));
try {
  const chosen = values.before
    ? [{ name: 'this working tree', before: values.before, task: values.task }]
    : pairs.filter(({ name }) => name.includes(values.only));
  const kept =
    values.only && values.json && existsSync(values.json) ? JSON.parse(readFileSync(values.json)).rows : [];
  const fresh = [];
  for (const pair of chosen) fresh.push(await measure(pair));
  const rows = [...kept.filter((old) => fresh.every(({ name }) => name !== old.name)), ...fresh];
  report(benchmarkDocument('before-after', rows), values.json);
} finally {
  if (!values.builds) rmSync(builds, { recursive: true });
}

async function measure({ name, profile, before, after, task, blas = 'auto' }) {
  const folders = { after: after ? buildOf(after, builds) : root, before: buildOf(before, builds) };
  const script = fileURLToPath(new URL('before-after/task.mjs', import.meta.url));
  // One thread: what a second one takes while it waits is no work.
  const env = { RELUCENT_BACKEND: 'wasm', RELUCENT_BLAS: blas, RELUCENT_BLAS_THREADS: '1' };
  const outcomes = {};
  const sides = {};
  for (const [side, folder] of Object.entries(folders))
    sides[side] = await startPeer(process.execPath, [script, folder], env);
  const secondsOf = (side) => async () => {
    const { seconds, outcome } = await sides[side].ask({ name: task });
    outcomes[side] = JSON.stringify(outcome);
    return seconds;
  };
  try {
    const samples = await inTurns(
      { after: secondsOf('after'), before: secondsOf('before') },
      Number(values.rounds),
    );
    const same = outcomes.after === outcomes.before;
    return rowOf({
      name: `${name}: ${task}`,
      unit: 'processor s',
      ours: samples.after,
      peer: samples.before,
      peerName: `before, ${before}`,
      note: [
        profile && `Profile: ${profile}`,
        same
          ? 'the same result, digit by digit'
          : `another result: ${outcomes.before}, then ${outcomes.after}`,
      ]
        .filter(Boolean)
        .join('; '),
    });
  } finally {
    for (const peer of Object.values(sides)) peer.end();
  }
}
