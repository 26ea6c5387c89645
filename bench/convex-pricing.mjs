// Where patterns come from: all of them (enumerate), by column generation (priced), or sampled; n = 40 points with
// random labels, hinge, beta = 1e-4, for d = 2 and for d = 2 with a bias; and how priced grows with n at rank 3. Prints
// tables; --json FILE keeps the figures.
//
//   node bench/convex-pricing.mjs [--json bench/results/convex-pricing.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const registry = builtinRegistry();

async function solve(bias, patterns, n = 40) {
  const document = validateDocument({
    relucent: 1,
    data: { source: 'generator', name: 'random-labels', n, d: 2, seed: 100, bias },
    regularizer: { weight: 1e-4 },
    solver: { name: 'convex', options: { patterns } },
  });
  const { result } = await execute(document, { registry, signal: new AbortController().signal, report() {} });
  if (result.status !== 'solved') throw new Error(`${JSON.stringify(patterns)}: ${result.reason}`);
  return result;
}

const methods = [
  { method: 'enumerate' },
  { method: 'priced' },
  ...[4, 16, 64, 256, 1024, 2048].map((draws) => ({ method: 'sampled', draws })),
];
const instances = [];
const claims = [];
for (const bias of [false, true]) {
  console.log(`\nd = 2${bias ? ' and a bias' : ''}`);
  console.log('patterns from  in program  tried  rounds  seconds  objective      above optimum  global gap');
  const rows = [];
  for (const patterns of methods) {
    const result = await solve(bias, patterns);
    const { details } = result.solver;
    const optimum = rows[0]?.objective ?? result.objective;
    const row = {
      name: patterns.draws ? `${patterns.draws} draws` : patterns.method,
      known: details.distinctPatterns,
      patterns: details.patternsUsed,
      tried: details.patternsTried ?? details.patternsUsed,
      rounds: details.rounds ?? 1,
      seconds: result.timing.total,
      objective: result.objective,
      excess: result.objective / optimum - 1,
      ...(result.bounds.scope === 'global' ? { gap: result.bounds.gap / result.objective } : {}),
      lower: result.bounds.lower,
    };
    rows.push(row);
    console.log(
      [
        row.name.padEnd(13),
        String(row.patterns).padStart(11),
        String(row.tried).padStart(6),
        String(row.rounds).padStart(7),
        row.seconds.toFixed(2).padStart(8),
        ` ${row.objective.toPrecision(9)}`.padEnd(14),
        row.excess.toExponential(1).padStart(14),
        (row.gap?.toExponential(1) ?? '-').padStart(11),
      ].join(' '),
    );
  }
  const [all, priced, ...sampled] = rows;
  instances.push({ bias, cells: all.known, rows });
  claims.push(
    ['enumerate and priced agree to 1e-5', Math.abs(priced.excess) < 1e-5],
    ['global gaps are at most 1e-4', all.gap <= 1e-4 && priced.gap <= 1e-4],
    ['no sampled program is below the global bound', sampled.every((row) => row.objective >= all.lower)],
    // In the plane the optimum itself carries weight on about a third of the few cells there are.
    [
      `priced ends with ${priced.patterns} of ${all.known} patterns`,
      priced.patterns <= all.known / (bias ? 4 : 2),
    ],
  );
}

console.log(
  '\npriced at rank 3\n  n  in program  tried  rounds  cone and loss rows  seconds  objective    global gap',
);
const growth = [];
for (const n of [40, 60, 80]) {
  const { objective, bounds, timing, solver } = await solve(true, { method: 'priced' }, n);
  const { patternsUsed, patternsTried, rounds, rows } = solver.details;
  growth.push({
    n,
    patterns: patternsUsed,
    tried: patternsTried,
    rounds,
    rows,
    seconds: timing.total,
    objective,
    gap: bounds.gap / objective,
  });
  const counts = [patternsUsed, patternsTried, rounds, rows].map((count, i) =>
    String(count).padStart([12, 7, 8, 20][i]),
  );
  const seconds = timing.total.toFixed(1).padStart(9);
  console.log(
    `${String(n).padStart(3)}${counts.join('')}${seconds}  ${objective.toPrecision(7).padEnd(11)} ${(bounds.gap / objective).toExponential(1)}`,
  );
}
console.log();
for (const [claim, holds] of claims) console.log(`${holds ? 'holds ' : 'FAILS '} ${claim}`);

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, `${JSON.stringify({ machine, instances, growth }, null, 2)}\n`);
}
if (claims.some(([, holds]) => !holds)) process.exitCode = 1;
