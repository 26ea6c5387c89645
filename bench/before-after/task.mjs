// One task of bench/before-after.mjs with the build in FOLDER: prints processor seconds of each repeat, and what came out.
//   task.mjs FOLDER NAME REPEATS
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, name, repeats] = process.argv.slice(2);
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

if (name === '--list') console.log(JSON.stringify(Object.keys(tasks)));
else {
  const run = await tasks[name]();
  await run();
  const seconds = [];
  let outcome;
  for (let i = 0; i < Number(repeats); i++) {
    const before = process.cpuUsage();
    outcome = await run();
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  console.log(JSON.stringify({ seconds, outcome }));
}
