// Time and memory of a sweep of dlam and admm: a perceptron 784-200-100-10 on random rows with ten classes, or on the
// images of a folder with MNIST's files. Prints the seconds of a sweep, seconds and processor seconds of
// the whole run with its evaluations, and the largest resident memory.
//
//   node bench/dlam.mjs [--rows 6000] [--hidden 200,100] [--sweeps 5] [--data FOLDER]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '6000' },
    hidden: { type: 'string', default: '200,100' },
    sweeps: { type: 'string', default: '5' },
    data: { type: 'string' },
  },
});
const rows = Number(values.rows);
const sweeps = Number(values.sweeps);

function randomRows() {
  const x = Array.from({ length: rows }, () => Array.from({ length: 784 }, Math.random));
  return { source: 'inline', x, y: x.map((_, k) => `class ${k % 10}`) };
}
const images = {
  source: 'file',
  path: 'train-images-idx3-ubyte.gz',
  target: 'train-labels-idx1-ubyte.gz',
  format: 'idx',
  limit: rows,
  scale: 'minmax',
};
const task = {
  data: values.data ? images : randomRows(),
  model: { type: 'mlp', hidden: values.hidden.split(',').map(Number) },
  evaluate: { certify: false },
  limits: { seconds: 3600, memoryMb: 16_000 },
};
const runs = [
  { solver: { name: 'dlam', options: { sweeps, tolerance: 0 } }, loss: { type: 'cross-entropy' } },
  { solver: { name: 'admm', options: { sweeps } }, loss: { type: 'hinge' } },
];

console.log(`${rows} rows, 784-${values.hidden.replaceAll(',', '-')}-10, ${sweeps} sweeps`);
console.log('solver   s a sweep   s in all   processor s   largest MB so far');
for (const run of runs) {
  const context = { registry: builtinRegistry(), signal: new AbortController().signal, report() {} };
  const folder = resolve(values.data ?? '.');
  const document = validateDocument({ relucent: 1, ...task, ...run });
  const before = process.cpuUsage();
  const { result } = await execute(document, { ...context, folder });
  const perSweep = (result.timing.train / result.solver.iterations).toFixed(3);
  const { user, system } = process.cpuUsage(before);
  const processor = ((user + system) / 1e6).toFixed(1);
  const largest = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  console.log(
    `${run.solver.name.padEnd(8)} ${perSweep.padStart(9)} ${result.timing.total.toFixed(1).padStart(10)} ${processor.padStart(13)} ${largest.padStart(12)}`,
  );
}
