// How rows are decided, and how long it takes: trained networks with one hidden layer, and a random one with two. Prints
// a table; --data FOLDER adds networks on tabular/pima.csv, mnist/t10k-*.gz and cifar10/data_batch_1_part.bin.gz there; --json FILE
// keeps the figures.
//
//   node bench/certify.mjs [--data FOLDER] [--json bench/results/certify.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';
import { certifySample } from '#relucent/certify/certify-sample.js';
import { chainOutputs, denseChain } from '#relucent/certify/chain/chain.js';
import { chainOfNetwork } from '#relucent/certify/chain/from-network.js';
import { fromRows, row, zeros } from '#relucent/core/matrix.js';
import { networkFromDocument } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';

const { values } = parseArgs({ options: { json: { type: 'string' }, data: { type: 'string' } } });
const registry = builtinRegistry();
const nodes = 2000;

async function trained(name, { data, hidden, radius, solver, epochs }, folder) {
  const document = validateDocument({
    relucent: 1,
    data,
    model: { type: 'relu', hidden: [hidden] },
    regularizer: { weight: 1e-4 },
    threat: { radius },
    solver: { name: solver, options: { epochs } },
    evaluate: { attacks: [{ name: 'pgd' }] },
  });
  const context = { registry, signal: new AbortController().signal, report() {}, folder };
  const { result, problem } = await execute(document, context);
  const { metrics } = result;
  return {
    name: `${name}, ${solver}, m = ${hidden}, d = ${problem.test.x.cols}`,
    chain: chainOfNetwork(networkFromDocument(result.network, problem.test.x.cols), problem.test.x.cols),
    sample: problem.test,
    radii: problem.radii,
    relaxation: metrics.test.certifiedAccuracy,
    pgd: metrics.test.attacks.pgd.accuracy,
  };
}

/** Gaussian weights of two hidden layers, three classes, labels from the network itself. */
function deep() {
  const random = createRandom(1, 'deep');
  const sizes = [20, 50, 50, 3];
  const chain = denseChain(
    sizes.slice(1).map((rows, l) => {
      const weight = zeros(rows, sizes[l]);
      for (let i = 0; i < weight.data.length; i++) weight.data[i] = random.normal() / Math.sqrt(sizes[l]);
      const bias = new Float64Array(rows).map(() => 0.1 * random.normal());
      return { weight, bias, slope: l === 2 ? 1 : 0 };
    }),
  );
  const x = fromRows(Array.from({ length: 100 }, () => Array.from({ length: 20 }, () => random.normal())));
  const y = Float64Array.from({ length: 100 }, (_, k) => {
    const outputs = chainOutputs(chain, row(x, k));
    return outputs.indexOf(Math.max(...outputs));
  });
  return { name: 'random, 20-50-50-3', chain, sample: { x, y }, radii: new Float64Array(20).fill(0.05) };
}

const split = { test: 0.4 };
const moons = { source: 'generator', name: 'two-moons', n: 500, noise: 0.15, bias: true, split };
const planted = { source: 'generator', name: 'planted', n: 500, d: 147, split };
const pima = { source: 'file', path: 'tabular/pima.csv', scale: 'standardize', bias: true, split };
const cifar = {
  source: 'file',
  path: 'cifar10/data_batch_1_part.bin.gz',
  format: 'cifar10',
  classes: [1, 7],
  limit: 600,
  downsample: [7, 7],
  scale: 'minmax',
  split,
};
const mnist = {
  source: 'file',
  path: 'mnist/t10k-images-idx3-ubyte.gz',
  target: 'mnist/t10k-labels-idx1-ubyte.gz',
  classes: [5, 8],
  limit: 250,
  downsample: [14, 14],
  scale: [0, 1],
  split,
};

const instances = [
  await trained('two moons', { data: moons, hidden: 100, radius: 0.08, solver: 'gd-std', epochs: 200 }),
  await trained('planted', { data: planted, hidden: 300, radius: 0.05, solver: 'gd-pgd', epochs: 40 }),
  deep(),
];
if (values.data) {
  const files = [
    ['pima', { data: pima, hidden: 72, radius: 0.1, solver: 'gd-std', epochs: 200 }],
    ['CIFAR-10', { data: cifar, hidden: 300, radius: 0.03, solver: 'gd-pgd', epochs: 60 }],
    ['MNIST', { data: mnist, hidden: 300, radius: 0.05, solver: 'gd-pgd', epochs: 40 }],
    ['MNIST', { data: mnist, hidden: 300, radius: 0.08, solver: 'gd-pgd', epochs: 40 }],
  ];
  for (const [name, spec] of files) instances.push(await trained(name, spec, values.data));
}

const tests = ['clean', 'intervals', 'relaxation', 'attack', 'branching'];
const results = [];
for (const { name, chain, sample, radii, relaxation, pgd } of instances) {
  const started = performance.now();
  const verdict = await certifySample(chain, sample, radii, { nodes });
  const seconds = (performance.now() - started) / 1000;
  const decided = {};
  for (const test of tests) {
    const rows = verdict.rows.filter(({ by }) => by === test);
    if (rows.length === 0) continue;
    const times = rows.map((verdict) => verdict.seconds).sort((a, b) => a - b);
    const count = (status) => rows.filter((verdict) => verdict.status === status).length;
    decided[test] = {
      robust: count('robust'),
      vulnerable: count('vulnerable'),
      undecided: count('undecided'),
      medianSeconds: times[times.length >> 1],
      mostSeconds: times.at(-1),
      nodes: rows.reduce((sum, { nodes }) => sum + nodes, 0),
    };
  }
  const { lower, upper } = verdict.accuracy;
  results.push({ name, rows: verdict.rows.length, lower, upper, relaxation, pgd, seconds, decided });

  console.log(`\n${name}: ${verdict.rows.length} rows in ${seconds.toFixed(2)} s`);
  const attacked =
    pgd === undefined ? '' : `; one-pass relaxation ${relaxation.toFixed(3)}, PGD ${pgd.toFixed(3)}`;
  console.log(`robust accuracy in [${lower.toFixed(3)}, ${upper.toFixed(3)}]${attacked}`);
  console.log('test        robust  vulnerable  undecided  median ms  most ms   nodes');
  for (const [test, row] of Object.entries(decided)) {
    console.log(
      [
        test.padEnd(11),
        String(row.robust).padStart(6),
        String(row.vulnerable).padStart(11),
        String(row.undecided).padStart(10),
        (1000 * row.medianSeconds).toFixed(2).padStart(10),
        (1000 * row.mostSeconds).toFixed(1).padStart(8),
        String(row.nodes).padStart(7),
      ].join(' '),
    );
  }
}

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, `${JSON.stringify({ machine, nodes, instances: results }, null, 2)}\n`);
}
