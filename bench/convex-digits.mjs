// The backend `splitting` beside scnn on MNIST 3 against 8: 11,982 images, 784 columns, 100 patterns, squared loss. Both run
// once, at the same time, one thread each: ours until its gap is certified, scnn until an iterate, put back into its cells
// and evaluated by our code in float64, is as good as the network that we had then.
//
//   PYTHON=... node bench/convex-digits.mjs --data FOLDER [--images N] [--patterns P] [--gap 1e-2] [--limit S] [--json FILE]
//
// FOLDER holds the files of MNIST; PYTHON names an interpreter with pyscnn. --limit: CPU seconds of scnn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { digitsCase } from './convex-splitting/digits.mjs';
import { judgeOf, storeInstance } from './convex-splitting/exchange.mjs';
import { benchmarkDocument, report } from './harness/document.mjs';
import { startPeer, startPythonPeer } from './harness/peer.mjs';
import { rowOf } from './harness/turns.mjs';

const { chooseKernels } = await import(new URL('../dist/convex/kernels/choose.js', import.meta.url).href);

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    images: { type: 'string' },
    patterns: { type: 'string', default: '100' },
    gap: { type: 'string', default: '1e-2' },
    limit: { type: 'string', default: '3600' },
    json: { type: 'string' },
  },
});
const size = {
  patterns: Number(values.patterns),
  weight: 1e-3,
  ...(values.images ? { limit: Number(values.images) } : {}),
};
const gap = Number(values.gap);
const limit = Number(values.limit);
const oneThread = { RELUCENT_BLAS_THREADS: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'convex-digits-'));
const skipped = [];
if (!values.data) skipped.push('--data names no folder');
const rows = [];
try {
  if (values.data) rows.push(await measure());
} finally {
  rmSync(folder, { recursive: true });
}
report(benchmarkDocument('splitting-digits', rows, { skipped }), values.json);

async function measure() {
  const instance = await digitsCase(values.data, size);
  const { problem, patterns } = instance;
  const { rows: n, cols: d } = problem.train.x;
  storeInstance(instance, folder);
  const ours = await startPeer('node', [here('./convex-splitting/ours.mjs')], oneThread);
  const scnn = await startPythonPeer(here('./peers/scnn.py'), [], skipped, oneThread);
  const shape = { n, d, patterns: patterns.length, weight: size.weight, backend: 'torch' };
  const [proven, taken] = await Promise.all([
    ours.ask({ data: values.data, size, folder, gap }),
    scnn?.ask({ folder, ...shape, growth: 1.1, limit }),
  ]);
  ours.end();
  scnn?.end();

  const judge = judgeOf(instance, folder, await chooseKernels());
  const good = taken && firstGood(taken.iterates, (index) => judge(index) <= proven.upper);
  const digits = (value) => value.toPrecision(4);
  const found = taken && (good ?? taken.iterates.at(-1));
  const notes = [
    `one run each, at the same time; ours in [${digits(proven.lower)}, ${digits(proven.upper)}] after ${proven.iteration} iterations`,
    `wall s: ours ${digits(proven.wall)}${found ? `, scnn ${digits(found.wall)}` : ''}`,
    ...(taken && !good
      ? [
          `scnn had ${digits(judge(taken.iterates.length - 1))} after ${Math.round(found.cpu)} CPU s, which count as its time`,
        ]
      : []),
  ];
  return rowOf({
    name: `MNIST 3 against 8, squared loss, n = ${n}, d = ${d}, P = ${patterns.length}, to a certified gap of ${values.gap}`,
    unit: 'CPU s',
    ours: [proven.cpu],
    ...(found ? { peer: [found.cpu], peerName: 'scnn', goal: 1 } : {}),
    note: notes.join('; '),
  });
}

/** The first iterate from which on they are good, where the last one is: by halving, for each takes seconds to judge. */
function firstGood(iterates, isGood) {
  let [bad, good] = [-1, iterates.length - 1];
  if (!isGood(good)) return undefined;
  while (good - bad > 1) {
    const middle = (bad + good) >> 1;
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  return iterates[good];
}
