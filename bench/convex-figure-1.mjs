// Fig. 1 of Bai et al. in full (`relucent reproduce convex-fig1`), with the machine it was measured on.
//
//   node bench/convex-figure-1.mjs [--json bench/results/convex-figure-1.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { builtinRegistry, experimentNamed } from 'relucent';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const { settings, differences, claims, tables } = await experimentNamed('convex-fig1').run({
  registry: builtinRegistry(),
  quick: false,
  signal: new AbortController().signal,
  report: ({ phase, fraction }) => process.stderr.write(`\r${Math.floor(100 * fraction)}% ${phase}   `),
});
process.stderr.write('\n');
for (const { columns, rows } of tables)
  console.table(rows.map((row) => Object.fromEntries(row.map((cell, c) => [columns[c], cell]))));
for (const { verdict, claim, ours } of claims) console.log(`${verdict}: ${claim} (${ours})`);

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine, settings, differences, claims, tables }, null, 2)}\n`,
  );
}
if (claims.some(({ verdict }) => verdict !== 'holds')) process.exitCode = 1;
