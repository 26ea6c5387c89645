// The backend `splitting` beside scnn on tables of the UCI repository: squared loss, the same patterns, weight and loss
// scale. CPU seconds, one thread each, until an iterate is within 1e-3 of the optimum, relative to it; each
// iterate of either is put back into its cells and evaluated by the same code in float64. The optimum is certified to 1e-6 by the structured interior point. Ours also to a certified gap.
//
//   PYTHON=... node bench/convex-splitting.mjs --data FOLDER [--only TABLE,...] [--errors 1e-2,1e-3] [--rounds N] [--limit S] [--json FILE]
//
// FOLDER holds the tables as NAME.csv without a header, target last; PYTHON names an interpreter with pyscnn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judgeOf, storeInstance } from './convex-splitting/exchange.mjs';
import { tableCase, tables } from './convex-splitting/tables.mjs';
import { benchmarkDocument, report } from './harness/document.mjs';
import { startPeer, startPythonPeer } from './harness/peer.mjs';
import { inTurns, median, rowOf } from './harness/turns.mjs';

const compiled = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const { chooseKernels } = await compiled('convex/kernels/choose.js');
const { interiorReports } = await compiled('convex/interior/run.js');

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    errors: { type: 'string', default: '1e-3' },
    rounds: { type: 'string', default: '5' },
    limit: { type: 'string', default: '15' },
    json: { type: 'string' },
  },
});
const size = { patterns: 50, weight: 1e-3 };
/** Relative errors to be reached. */
const errors = values.errors.split(',').map(Number);
const limit = Number(values.limit);
const rounds = Number(values.rounds);
const oneThread = { RELUCENT_BLAS_THREADS: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'convex-splitting-'));
const skipped = [];
const ours = await startPeer('node', [here('./convex-splitting/ours.mjs')], oneThread);
const scnn = await startPythonPeer(here('./peers/scnn.py'), [], skipped, oneThread);
const rows = [];
try {
  if (!values.data) skipped.push('all tables: --data names no folder');
  for (const table of values.data ? (values.only?.split(',') ?? tables) : []) {
    rows.push(...(await measure(table)));
    report(benchmarkDocument('splitting-backend', rows, { skipped }), values.json);
  }
} finally {
  ours.end();
  scnn?.end();
  rmSync(folder, { recursive: true });
}

async function measure(table) {
  const instance = tableCase(values.data, table, size);
  const { problem, patterns } = instance;
  const { rows: n, cols: d } = problem.train.x;
  const optimum = await optimumOf(instance);
  const judge = judgeOf(instance, folder, await chooseKernels());
  storeInstance(instance, folder);

  const askOurs = (more) => ours.ask({ data: values.data, table, size, folder, ...more });
  const peerSize = { n, d, patterns: patterns.length, weight: size.weight, backend: 'torch' };
  const askScnn = (more) => scnn.ask({ folder, ...peerSize, growth: 1.1, ...more });
  const sides = { ours: askOurs, ...(scnn ? { scnn: askScnn } : {}) };
  // Both are deterministic: which iterate is good enough is found once, the rounds time the way to it.
  const proven = await askOurs({ gap: 1e-3 });
  const found = {};
  for (const [name, ask] of Object.entries(sides)) {
    const answer = await ask(name === 'ours' ? { limit, until: proven.iteration } : { limit });
    found[name] = { ...answer, errors: answer.iterates.map((_, index) => judge(index) / optimum - 1) };
  }
  const label = `UCI ${table}, n = ${n}, d = ${d}, P = ${patterns.length}`;
  const result = [];
  for (const error of errors) {
    const walls = { ours: [], scnn: [] };
    const measures = {};
    let note = '';
    for (const [name, ask] of Object.entries(sides)) {
      const { iterates, errors: reached } = found[name];
      const index = reached.findIndex((value) => value <= error);
      if (index < 0) {
        const best = Math.min(...reached).toExponential(1);
        note = `; ${name} had ${best} after ${limit} CPU s, which count as its time`;
        walls[name].push(iterates.at(-1).wall);
        measures[name] = () => iterates.at(-1).cpu;
        continue;
      }
      measures[name] = async () => {
        const { iterates: taken } = await ask({ limit: 1e9, until: iterates[index].iteration });
        walls[name].push(taken.at(-1).wall);
        return taken.at(-1).cpu;
      };
    }
    const samples = await inTurns(measures, rounds);
    const wall = Object.keys(sides).map((name) => `${name} ${median(walls[name]).toPrecision(2)}`);
    result.push(
      rowOf({
        name: `${label}, to ${error.toExponential(0)} of the optimum`,
        unit: 'CPU s',
        ours: samples.ours,
        ...(scnn ? { peer: samples.scnn, peerName: 'scnn', goal: 1 } : {}),
        note: `wall s: ${wall.join(', ')}${note}`,
      }),
    );
  }
  const { gap } = await inTurns({ gap: async () => (await askOurs({ gap: 1e-3 })).cpu }, rounds);
  result.push(rowOf({ name: `${table}, to a certified gap of 1e-3`, unit: 'CPU s', ours: gap }));
  return result;
}

async function optimumOf({ problem, patterns }) {
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const goal = { tolerance: 1e-12, upper, lower };
  for (const { reached, bound } of interiorReports(problem, patterns, goal, await chooseKernels())) {
    upper = reached?.upper ?? upper;
    lower = bound?.value ?? lower;
    if (upper - lower <= 1e-6 * upper) return upper;
  }
  throw new Error('the optimum was not found');
}
