// Trainers to a given objective: seconds until the training objective is as low as both sides have it at the end of a
// run, ours (with OpenBLAS where it is there, and with WebAssembly alone) and a twin in PyTorch that starts from the
// same network, takes the same rows in the same order and is judged after the same epochs; one thread, in turns.
//
//   node bench/trainers/run.mjs [--rounds 7] [--rows 2000] [--json bench/results/trainers.json]
//
// PYTHON names the interpreter that has PyTorch (python3); without one, only our own figures are taken.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmarkDocument, report } from '../harness/document.mjs';
import { startPeer, startPythonPeer } from '../harness/peer.mjs';
import { inTurns, rowOf } from '../harness/turns.mjs';
import { cases } from './cases.mjs';
import { shareStart } from './share.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    rows: { type: 'string', default: '2000' },
    json: { type: 'string' },
  },
});
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const skipped = [];
const env = { RELUCENT_BACKEND: 'wasm', RELUCENT_BLAS_THREADS: '1', OMP_NUM_THREADS: '1' };
const ours = {
  OpenBLAS: await startPeer(process.execPath, [path('ours.mjs')], env),
  WebAssembly: await startPeer(process.execPath, [path('ours.mjs')], { ...env, RELUCENT_BLAS: 'off' }),
};
if (!ours.OpenBLAS.ready.includes('OpenBLAS')) {
  skipped.push('OpenBLAS is not here: only WebAssembly is measured');
  ours.OpenBLAS.end();
  delete ours.OpenBLAS;
}
const twin = await startPythonPeer(path('../peers/trainers.py'), ['1'], skipped, env);
for (const peer of [...Object.values(ours), twin]) if (peer) console.error(peer.ready);

const rows = [];
const folder = mkdtempSync(join(tmpdir(), 'relucent-trainers-'));
try {
  for (const { label, spec, goal } of cases(Number(values.rows)))
    rows.push(...(await measure(label, spec, goal)));
} finally {
  rmSync(folder, { recursive: true });
  for (const peer of [...Object.values(ours), twin]) peer?.end();
}
report(benchmarkDocument('trainers', rows, { skipped }), values.json);

/** A row for each of our layers: seconds to the objective, beside the twin's. */
async function measure(label, spec, goal) {
  const start = await shareStart(spec, folder);
  const first = await ours.WebAssembly.ask({ spec });
  const { learningRate, epochs, batch } = spec.solver.options;
  const request = {
    ...start,
    epochs,
    batch,
    learningRate,
    optimizer: spec.solver.name,
    loss: spec.loss.type,
    weight: spec.regularizer.weight,
    evaluateAt: first.history.map(({ iteration }) => iteration),
  };
  const sides = Object.fromEntries(
    Object.entries(ours).map(([name, peer]) => [name, () => peer.ask({ spec })]),
  );
  if (twin) sides.twin = () => twin.ask(request);

  // What every side has reached by the end is the objective that all are timed to.
  const ends = await Promise.all(
    Object.values(sides).map(async (ask) => (await ask()).history.at(-1).objective),
  );
  const target = Math.max(...ends) * (1 + 1e-9);
  const seconds = (ask) => async () => {
    const { history } = await ask();
    return history.find(({ objective }) => objective <= target)?.seconds ?? history.at(-1).seconds;
  };
  const timed = Object.fromEntries(Object.entries(sides).map(([name, ask]) => [name, seconds(ask)]));
  const samples = await inTurns(timed, Number(values.rounds));
  const deviation = Math.max(...ends) / Math.min(...ends) - 1;
  return Object.keys(ours).map((name) =>
    rowOf({
      name: `${label}, ${name}`,
      unit: 's',
      ours: samples[name],
      ...(twin ? { peer: samples.twin, peerName: twin.ready } : {}),
      ...(twin && goal ? { goal: goal[name] } : {}),
      note: `to the objective ${target.toPrecision(4)}; the sides' last objectives differ by ${(100 * deviation).toPrecision(2)} %`,
    }),
  );
}
