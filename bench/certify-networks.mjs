// What is proven of networks with convolutions, pools, batch norms and smooth activations, by radius, and how long a row
// takes. Trains each on attacked rows of mnist/t10k-*.gz in FOLDER (of a smaller size than published, so that it ends in
// minutes); --json FILE keeps the figures.
//
//   node bench/certify-networks.mjs --data FOLDER [--json bench/results/certify-networks.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';
import { certifyNetwork } from '#relucent/certify/certify-sample.js';
import { worstCase } from '#relucent/certify/worst-case.js';
import { networkFromDocument } from '#relucent/core/network.js';

const { values } = parseArgs({ options: { json: { type: 'string' }, data: { type: 'string' } } });
const registry = builtinRegistry();

const digits = {
  source: 'file',
  path: 'mnist/t10k-images-idx3-ubyte.gz',
  format: 'idx',
  target: 'mnist/t10k-labels-idx1-ubyte.gz',
  limit: 1020,
  scale: 'minmax',
  split: { test: 20 / 1020 },
};
const runs = [
  {
    name: 'mlp 784-50-50-10, tanh',
    model: { type: 'mlp', hidden: [50, 50], activation: 'tanh' },
    epochs: 20,
    radii: [0.002, 0.01, 0.02],
  },
  {
    name: 'mobilenet-v2, width 0.1, 14 x 14',
    model: { type: 'cnn', name: 'mobilenet-v2', width: 0.1 },
    data: { downsample: [14, 14] },
    epochs: 4,
    radii: [1e-7, 1e-5, 1e-3],
  },
  {
    name: 'c-cnn, width 0.1',
    model: { type: 'cnn', name: 'c-cnn', width: 0.1 },
    epochs: 6,
    radii: [0.002, 0.005, 0.01],
  },
];

const results = [];
for (const { name, model, data, epochs, radii } of runs) {
  const document = validateDocument({
    relucent: 1,
    data: { ...digits, ...data },
    model,
    loss: { type: 'cross-entropy' },
    regularizer: { weight: 1e-4 },
    threat: { radius: 0.02 },
    solver: { name: 'gd-pgd', options: { epochs, batch: 50, steps: 3 } },
    evaluate: { attacks: [], certify: false },
  });
  const context = { registry, signal: new AbortController().signal, report() {}, folder: values.data };
  const { result, problem } = await execute(document, context);
  const network = networkFromDocument(result.network, problem.test.x.cols);
  console.log(
    `${name}: ${(100 * result.metrics.test.accuracy).toFixed(0)} % of ${problem.test.x.rows} rows right`,
  );
  for (const radius of radii) {
    const box = problem.radii.map(() => radius);
    const began = performance.now();
    const { robust, vulnerable, undecided, rows } = await certifyNetwork(network, problem.test, box, {
      nodes: 0,
    });
    const seconds = (performance.now() - began) / 1000 / rows.length;
    const worst = await worstCase(network, problem.test, { loss: problem.loss, radii: box });
    const by = {};
    for (const row of rows) by[row.by] = (by[row.by] ?? 0) + 1;
    const clean = result.metrics.test.loss;
    const figures = {
      radius,
      robust,
      vulnerable,
      undecided,
      by,
      secondsPerRow: seconds,
      clean,
      worst: worst && { loss: worst.loss / rows.length, by: worst.by },
    };
    results.push({ name, ...figures });
    console.log(JSON.stringify(figures));
  }
}
if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}
