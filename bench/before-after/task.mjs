// The tasks of bench/before-after.mjs with the build in a folder: the name of one asks for it; its processor seconds and
// what came out are the answer. With names as further arguments each is done three times, for a profile:
//
//   node --cpu-prof bench/before-after/task.mjs FOLDER TASK...
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { processorSeconds } from '../harness/child.mjs';

const [folder, ...profiled] = process.argv.slice(2);
const product = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
const { builtinRegistry, execute, validateDocument } = product;
const context = () => ({
  registry: builtinRegistry(),
  signal: new AbortController().signal,
  report() {},
  folder,
});

/** Processor seconds of a job by the pipeline, and its objective. */
const train = (spec) => async () => {
  const document = validateDocument({ relucent: 1, evaluate: { certify: false }, ...spec });
  const before = process.cpuUsage();
  const { result } = await execute(document, context());
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, outcome: result.objective };
};

/** Each gives its processor seconds, and what says whether two builds agree. */
const tasks = {
  'adam, 784-200-100-10': train({
    data: { source: 'generator', name: 'mlp-teacher', d: 784, outputs: 10, n: 1000 },
    model: { type: 'mlp', hidden: [200, 100] },
    loss: { type: 'cross-entropy' },
    solver: { name: 'adam', options: { epochs: 5, batch: 100 } },
  }),
  'ialam, 784-200-100-10': train({
    data: { source: 'generator', name: 'mlp-teacher', d: 784, outputs: 10, n: 2000 },
    model: { type: 'mlp', hidden: [200, 100] },
    loss: { type: 'squared' },
    regularizer: { type: 'column-lasso' },
    solver: { name: 'ialam', options: { iterations: 20 } },
  }),
  'adam on two moons': train({
    data: { source: 'generator', name: 'two-moons', n: 200, noise: 0.1 },
    solver: { name: 'adam', options: { epochs: 100 } },
  }),
  'relucent run --dry-run': async () => {
    const main = join(folder, 'dist/cli/main.js');
    const example = join(folder, 'examples/two-moons.json');
    return { seconds: await processorSeconds([main, 'run', example, '--dry-run']), outcome: 'checked' };
  },
};

for (const name of profiled) for (let i = 0; i < 3; i++) console.log(name, await tasks[name]());
if (profiled.length === 0) await answer();

async function answer() {
  const reply = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  reply({ ready: Object.keys(tasks) });
  for await (const line of createInterface({ input: process.stdin }))
    reply(await tasks[JSON.parse(line).name]());
}
