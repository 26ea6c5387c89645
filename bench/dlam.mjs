// dlam and admm on a perceptron 784-HIDDEN-10: random rows with ten classes, or the images of a folder with MNIST's
// files. Prints the seconds of a sweep, seconds and processor seconds of the whole run with its evaluations, the largest
// resident memory, and accuracies.
//
//   node bench/dlam.mjs [--rows 6000] [--hidden 200,100] [--sweeps 5] [--data FOLDER] [--solvers dlam,admm]
//     [--options '{"rho": 0.5}'] [--weight 1e-8] [--out FILE.json]
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mnist, trainingRun } from './training-run.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '6000' },
    hidden: { type: 'string', default: '200,100' },
    sweeps: { type: 'string', default: '5' },
    data: { type: 'string' },
    solvers: { type: 'string', default: 'dlam,admm' },
    options: { type: 'string', default: '{}' },
    weight: { type: 'string', default: '1e-8' },
    out: { type: 'string' },
  },
});
const rows = Number(values.rows);
const sweeps = Number(values.sweeps);

function randomRows() {
  const x = Array.from({ length: rows }, () => Array.from({ length: 784 }, Math.random));
  return { source: 'inline', x, y: x.map((_, k) => `class ${k % 10}`) };
}
const given = JSON.parse(values.options);
const known = {
  dlam: { options: { sweeps, tolerance: 0, ...given }, loss: 'cross-entropy' },
  admm: { options: { sweeps, ...given }, loss: 'hinge' },
};

console.log(`${rows} rows, 784-${values.hidden.replaceAll(',', '-')}-10, ${sweeps} sweeps`);
console.log('solver   s a sweep   s in all   processor s   largest MiB so far   training   test');
const summaries = [];
for (const name of values.solvers.split(',')) {
  const { options, loss } = known[name];
  const { history, summary } = await trainingRun({
    data: values.data ? mnist(resolve(values.data), rows) : randomRows(),
    model: { type: 'mlp', hidden: values.hidden.split(',').map(Number) },
    loss: { type: loss },
    regularizer: { weight: Number(values.weight) },
    solver: { name, options },
  });
  const energies = history.map(({ iteration, residuals }) => ({ iteration, ...residuals }));
  summaries.push({
    ...summary,
    history: energies.filter((_, i) => i % Math.ceil(energies.length / 20) === 0),
  });
  const { secondsPerSweep, seconds, processorSeconds, largestMiB, metrics } = summary;
  const share = (sample) => sample?.accuracy?.toFixed(4) ?? '–';
  console.log(
    `${name.padEnd(8)} ${secondsPerSweep.toFixed(3).padStart(9)} ${seconds.toFixed(1).padStart(10)} ${processorSeconds.toFixed(1).padStart(13)} ${largestMiB.toFixed(0).padStart(20)} ${share(metrics.train).padStart(10)} ${share(metrics.test).padStart(6)}`,
  );
}
if (values.out) writeFileSync(values.out, `${JSON.stringify(summaries, null, 2)}\n`);
