// Fig. 1 of Bai et al. in full: objective of the sampled convex program against the number of Gaussian draws.
// n = 40, d = 2, random labels, hinge, beta = 1e-4; 15 repeats. Prints a table; --json FILE keeps the figures.
//
//   node bench/convex-figure-1.mjs [--json bench/results/convex-figure-1.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const registry = builtinRegistry();
const repeats = 15;

async function solve(draws, seed) {
  const document = validateDocument({
    relucent: 1,
    data: { source: 'generator', name: 'random-labels', n: 40, d: 2, seed: 100 },
    regularizer: { weight: 1e-4 },
    solver: { name: 'convex', options: { patterns: { method: 'sampled', draws } } },
    seed,
  });
  const { result } = await execute(document, { registry, signal: new AbortController().signal, report() {} });
  if (result.status !== 'solved') throw new Error(`${draws} draws, seed ${seed}: ${result.reason}`);
  return result;
}

const full = await solve(50_000, 0);
console.log(
  `optimum over all ${full.solver.details.distinctPatterns} patterns: ${full.objective.toPrecision(8)}`,
);
console.log('draws  patterns  mean objective  [least, greatest]     mean gap  median s');
const rows = [];
for (let draws = 4; draws <= 2048; draws *= 2) {
  const runs = [];
  for (let seed = 0; seed < repeats; seed++) runs.push(await solve(draws, seed));
  const objectives = runs.map((run) => run.objective);
  const mean = objectives.reduce((a, b) => a + b) / repeats;
  const seconds = runs.map((run) => run.timing.total).sort((a, b) => a - b)[Math.floor(repeats / 2)];
  const patterns = runs.reduce((sum, run) => sum + run.solver.details.distinctPatterns, 0) / repeats;
  const row = {
    draws,
    patterns,
    mean,
    min: Math.min(...objectives),
    max: Math.max(...objectives),
    gap: mean / full.objective - 1,
    seconds,
    leastAboveOptimum: Math.min(...objectives) - full.bounds.lower,
  };
  rows.push(row);
  const range = `[${row.min.toPrecision(6)}, ${row.max.toPrecision(6)}]`;
  console.log(
    `${String(draws).padStart(5)}  ${patterns.toFixed(1).padStart(8)}  ${mean.toPrecision(8).padEnd(14)}  ${range.padEnd(22)}${(100 * row.gap).toFixed(3).padStart(7)}%  ${seconds.toFixed(2)}`,
  );
}

const gapAt = (draws) => rows.find((row) => row.draws === draws).gap;
const claims = [
  ['mean gap at 4 draws above 100 %', gapAt(4) > 1],
  ['mean gap at 128 draws below 2 %', gapAt(128) < 0.02],
  ['mean gap at 512 draws below 0.1 %', gapAt(512) < 0.001],
  ['mean never rises (up to 1e-6)', rows.every((row, i) => i === 0 || row.mean <= rows[i - 1].mean + 1e-6)],
  ['no run below the certified optimum - 1e-7', rows.every((row) => row.leastAboveOptimum > -1e-7)],
];
for (const [claim, holds] of claims) console.log(`${holds ? 'holds ' : 'FAILS '} ${claim}`);

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, `${JSON.stringify({ machine, optimum: full.objective, rows }, null, 2)}\n`);
}
if (claims.some(([, holds]) => !holds)) process.exitCode = 1;
