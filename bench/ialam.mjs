// The trainer ialam on MNIST: a network 784-HIDDEN-10 of leaky ReLUs on the first N rows. Prints the training error
// (1/N) sum |f(x) - y|^2, infeasibility, penalty and share of columns that are exactly zero along the run, then accuracy,
// seconds per iteration and the largest memory of the process.
//
//   node bench/ialam.mjs MNIST-FOLDER [--rows 1000] [--hidden 100,50] [--iterations 500] [--weight 5e-5]
//     [--options '{"rho": 0.1}'] [--out FILE.json]
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mnist, trainingRun } from './training-run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000' },
    hidden: { type: 'string', default: '100,50' },
    iterations: { type: 'string', default: '500' },
    weight: { type: 'string', default: '5e-5' },
    options: { type: 'string', default: '{}' },
    out: { type: 'string' },
  },
});
const activation = { name: 'leaky-relu', slope: 0.01 };
const { history, summary } = await trainingRun({
  data: mnist(resolve(positionals[0]), Number(values.rows)),
  model: {
    type: 'mlp',
    hidden: values.hidden.split(',').map(Number),
    activation,
    outputActivation: activation,
  },
  loss: { type: 'squared' },
  regularizer: { type: 'column-lasso', weight: Number(values.weight) },
  solver: {
    name: 'ialam',
    options: { iterations: Number(values.iterations), ...JSON.parse(values.options) },
  },
});

const short = (number) => number.toPrecision(3).padStart(9);
console.log('iteration  seconds  trainErr   feasVi      rho     zero columns');
const every = Math.max(1, Math.floor(history.length / 20));
for (const [i, { iteration, seconds, residuals }] of history.entries()) {
  if (i % every !== 0 && i !== history.length - 1) continue;
  const { trainErr, feasVi, rho, zeroColumns } = residuals;
  const shown = [seconds, trainErr, feasVi, rho, zeroColumns].map(short);
  console.log(String(iteration).padStart(9), ...shown);
}
console.log(JSON.stringify(summary, null, 2));
if (values.out) writeFileSync(values.out, `${JSON.stringify(summary, null, 2)}\n`);
