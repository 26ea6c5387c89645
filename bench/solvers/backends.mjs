// The conic solvers side by side on the same training programs: seconds of the convex trainer (patterns given, thread
// started, solved, certified) and the certified gap reached. Medians of 5, the solvers taking turns. A solver that runs
// past the limit on a program is stopped there and not tried again on it.
//
//   node bench/solvers/backends.mjs [--repeats 5] [--limit 60] [--json bench/results/backends.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    limit: { type: 'string', default: '60' },
    json: { type: 'string' },
  },
});
const repeats = Number(values.repeats);
const registry = builtinRegistry();
const backends = [
  { name: 'clarabel', tolerance: 1e-6 },
  { name: 'highs', tolerance: 1e-5 },
  { name: 'scs', tolerance: 1e-4 },
];
const programs = [
  { n: 40, d: 3, patterns: 16, loss: 'hinge', radius: 0 },
  { n: 40, d: 3, patterns: 64, loss: 'hinge', radius: 0 },
  { n: 40, d: 3, patterns: 16, loss: 'hinge', radius: 0.02 },
  { n: 40, d: 3, patterns: 16, loss: 'squared', radius: 0 },
  { n: 40, d: 10, patterns: 16, loss: 'hinge', radius: 0 },
  { n: 60, d: 30, patterns: 8, loss: 'hinge', radius: 0 },
  { n: 100, d: 3, patterns: 32, loss: 'hinge', radius: 0 },
  { n: 200, d: 3, patterns: 16, loss: 'hinge', radius: 0 },
  { n: 200, d: 3, patterns: 64, loss: 'hinge', radius: 0 },
];

/** One run: what the pipeline measured, or `undefined` where the limit or the solver ended it without a network. */
async function solve({ n, d, patterns, loss, radius }, { name, tolerance }) {
  const document = validateDocument({
    relucent: 1,
    data: { source: 'generator', name: 'random-labels', n, d, seed: 1 },
    loss: { type: loss },
    regularizer: { weight: 1e-3 },
    ...(radius > 0 ? { threat: { radius } } : {}),
    solver: {
      name: 'convex',
      options: { backend: name, tolerance, patterns: { method: 'sampled', distinct: patterns } },
    },
    seed: 0,
  });
  const started = performance.now();
  const { result } = await execute(document, {
    registry,
    signal: AbortSignal.timeout(1000 * Number(values.limit)),
    report() {},
  });
  const { rows, nonzeros } = result.solver.details ?? {};
  return {
    seconds: (performance.now() - started) / 1000,
    status: result.status,
    objective: result.objective,
    gap: result.objective - result.bounds?.lower,
    rows,
    nonzeros,
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const table = [];
console.log(
  'program                              rows  nonzeros  solver    median s  status      gap / (1 + objective)',
);
for (const program of programs) {
  const runs = new Map(backends.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const backend of backends) {
      const earlier = runs.get(backend.name);
      if (!earlier.some(({ seconds }) => seconds >= Number(values.limit)))
        earlier.push(await solve(program, backend));
    }
  }
  const { n, d, patterns, loss, radius } = program;
  const label = `n=${n} d=${d} P=${patterns} ${loss}${radius > 0 ? ` r=${radius}` : ''}`;
  const { rows, nonzeros } = [...runs.values()].flat().find((run) => run.rows) ?? {};
  for (const { name, tolerance } of backends) {
    const mine = runs.get(name);
    const { status, objective, gap } = mine[0];
    const seconds = median(mine.map((run) => run.seconds));
    const relative = gap / (1 + Math.abs(objective));
    table.push({
      ...program,
      rows,
      nonzeros,
      solver: name,
      tolerance,
      runs: mine.length,
      seconds,
      status,
      gap: relative,
    });
    console.log(
      `${label.padEnd(34)}${String(rows).padStart(7)}${String(nonzeros).padStart(10)}  ${name.padEnd(8)}${seconds.toFixed(2).padStart(10)}  ${status.padEnd(10)}  ${relative.toExponential(1)}`,
    );
  }
}

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, `${JSON.stringify({ machine, repeats, rows: table }, null, 2)}\n`);
}
