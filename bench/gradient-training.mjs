// Time of gradient training: two moons (60 rows, 3 columns, 64 neurons) and, with --pima FILE (a CSV of 8 columns and a
// label), that table (576 rows, 9 columns, 24 neurons). Prints the processor seconds of a run (load, training and
// evaluation), the least of some runs after a first one, and the objective reached, which depends on the seed alone.
//
//   node bench/gradient-training.mjs [--pima FILE] [--repeats 5]
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';

const { values } = parseArgs({
  options: { pima: { type: 'string' }, repeats: { type: 'string', default: '5' } },
});
const registry = builtinRegistry();

const moons = {
  data: { source: 'generator', name: 'two-moons', n: 100, noise: 0.1, bias: true, split: { test: 0.4 } },
  regularizer: { weight: 1e-3 },
  threat: { radius: 0.08 },
};
const pima = {
  data: {
    source: 'file',
    path: values.pima,
    target: 'last',
    scale: 'standardize',
    bias: true,
    split: { test: 0.25 },
  },
  model: { hidden: [24] },
  threat: { radius: 0.1 },
};
const tasks = { 'two moons': moons, ...(values.pima ? { pima } : {}) };
const solvers = [
  { name: 'adam' },
  { name: 'sgd' },
  { name: 'adam', options: { batch: 'full' } },
  { name: 'gd-fgsm' },
  { name: 'gd-pgd', options: { epochs: 100 } },
];

console.log('task       solver                          seconds  objective');
for (const [task, spec] of Object.entries(tasks)) {
  for (const solver of solvers) {
    const document = validateDocument({ relucent: 1, ...spec, solver });
    const seconds = [];
    let objective;
    for (let i = 0; i <= Number(values.repeats); i++) {
      const context = { registry, signal: new AbortController().signal, report() {}, folder: '/' };
      const before = process.cpuUsage();
      ({ objective } = (await execute(document, context)).result);
      const { user, system } = process.cpuUsage(before);
      seconds.push((user + system) / 1e6);
    }
    const label = `${solver.name} ${solver.options ? JSON.stringify(solver.options) : ''}`;
    const least = Math.min(...seconds.slice(1));
    console.log(
      `${task.padEnd(10)} ${label.padEnd(30)} ${least.toFixed(3).padStart(8)}  ${objective.toPrecision(12)}`,
    );
  }
}
