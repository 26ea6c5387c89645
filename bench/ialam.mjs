// The trainer ialam on MNIST: a network 784-HIDDEN-10 of leaky ReLUs on the first N rows. Prints the training error
// (1/N) sum |f(x) - y|^2, infeasibility, penalty and share of columns that are exactly zero along the run, then accuracy,
// seconds per iteration and the largest memory of the process.
//
//   node bench/ialam.mjs MNIST-FOLDER [--rows 1000] [--hidden 100,50] [--iterations 500] [--weight 5e-5]
//     [--test 10000] [--options '{"rho": 0.1}']
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000' },
    test: { type: 'string', default: '10000' },
    hidden: { type: 'string', default: '100,50' },
    iterations: { type: 'string', default: '500' },
    weight: { type: 'string', default: '5e-5' },
    options: { type: 'string', default: '{}' },
  },
});
const [folder] = positionals;
const activation = { name: 'leaky-relu', slope: 0.01 };
const file = (part, what) => join(folder, `${part}-${what}-ubyte.gz`);
const document = validateDocument({
  relucent: 1,
  data: {
    source: 'file',
    format: 'idx',
    path: file('train', 'images-idx3'),
    target: file('train', 'labels-idx1'),
    limit: Number(values.rows),
    scale: 'minmax',
    test: { path: file('t10k', 'images-idx3'), target: file('t10k', 'labels-idx1') },
  },
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
const { result } = await execute(document, {
  registry: builtinRegistry(),
  signal: new AbortController().signal,
  report() {},
  folder: '/',
});
const short = (number) => number.toPrecision(3).padStart(9);
console.log('iteration  seconds  trainErr   feasVi      rho     zero columns');
const { history } = result;
const every = Math.max(1, Math.floor(history.length / 20));
for (const [i, { iteration, seconds, residuals }] of history.entries()) {
  if (i % every !== 0 && i !== history.length - 1) continue;
  const { trainErr, feasVi, rho, zeroColumns } = residuals;
  console.log(
    String(iteration).padStart(9),
    short(seconds),
    ...[trainErr, feasVi, rho, zeroColumns].map(short),
  );
}
console.log(result.status, result.reason ?? '');
console.log(
  JSON.stringify({ metrics: result.metrics, timing: result.timing, solver: result.solver?.details }),
);
console.log(`${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GiB`);
