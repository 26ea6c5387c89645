// The tasks of bench/before-after.mjs with the build in a folder: the name of one asks for it; its processor seconds and
// what came out are the answer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const product = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
const { builtinRegistry, execute, renderReport, validateDocument } = product;
const context = () => ({
  registry: builtinRegistry(),
  signal: new AbortController().signal,
  report() {},
  folder,
});
const train = (spec) => async () => {
  const { result } = await execute(validateDocument({ relucent: 1, ...spec }), context());
  return result.objective;
};
const moons = {
  data: { source: 'generator', name: 'two-moons', n: 200, noise: 0.1 },
  threat: { radius: 0.08 },
};

/** Each gives what is repeated; it returns something that both builds must agree on. */
const tasks = {
  'training, adam on two moons': () =>
    train({ ...moons, solver: { name: 'adam', options: { epochs: 100 } } }),
  'training, gd-fgsm on two moons': () =>
    train({ ...moons, solver: { name: 'gd-fgsm', options: { epochs: 100 } } }),
  'training, adam 100-200-100-3, 2000 rows': () =>
    train({
      data: { source: 'generator', name: 'mlp-teacher', d: 100, outputs: 3, n: 2000 },
      model: { type: 'mlp', hidden: [200, 100] },
      loss: { type: 'cross-entropy' },
      solver: { name: 'adam', options: { epochs: 8, batch: 100 } },
      evaluate: { certify: false },
    }),
  'HTML report of two moons': async () => {
    const document = validateDocument(
      JSON.parse(readFileSync(join(folder, 'examples/two-moons.json'), 'utf8')),
    );
    const { result, problem } = await execute(document, context());
    return () => renderReport(result, document, { problem }).length;
  },
};

const reply = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const ready = {};
reply({ ready: Object.keys(tasks) });
for await (const line of createInterface({ input: process.stdin })) {
  const { name } = JSON.parse(line);
  ready[name] ??= await tasks[name]();
  const before = process.cpuUsage();
  const outcome = await ready[name]();
  const { user, system } = process.cpuUsage(before);
  reply({ seconds: (user + system) / 1e6, outcome });
}
