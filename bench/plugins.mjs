// Regularizers as plugins. Prints, and with --json FILE keeps: the operators of registered expressions on 1e6 entries
// beside the built-in ones in the same run; how long registration takes over HTTP, checks included; and how long the
// checks take by themselves.
//
//   node bench/plugins.mjs [--json bench/results/plugins.json]
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from 'relucent';
import { penaltyFromExpression } from '#relucent/core/proximal/from-expression.js';
import { penalties } from '#relucent/core/proximal/index.js';
import { createRandom } from '#relucent/core/random.js';
import { checkRegularizer } from '#relucent/plugins/regularizer-check/check.js';
import { median, quartiles } from './harness/turns.mjs';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const entries = 1e6;
const step = 0.3;
const rounds = 9;
const random = createRandom(1);
const x = Float64Array.from({ length: entries }, () => random.normal());
const shape = { rows: 1000, cols: entries / 1000 };
const positive = (value) => ({ type: 'number', default: value, exclusiveMinimum: 0 });
const definition = (name, value, more = {}) => ({
  name,
  value,
  prox: 'numeric',
  params: {},
  convex: false,
  ...more,
});

const soft = definition('soft-like', 'abs(x)', {
  prox: 'sign(x) * max(0, abs(x) - step)',
  convex: true,
});
const hard = definition('hard-like', 'x != 0 ? 1 : 0', { prox: 'abs(x) > sqrt(2 * step) ? x : 0' });
const firm = definition('firm-like', 'abs(x) < knee ? abs(x) - x^2 / (2 * knee) : knee / 2', {
  prox: 'step >= knee ? (abs(x) > sqrt(step * knee) ? x : 0) : abs(x) >= knee ? x : sign(x) * max(0, abs(x) - step) / (1 - step / knee)',
  params: { knee: positive(0.5) },
});
const numeric = [
  definition('log-sum', 'log(1 + abs(x) / a)', { params: { a: positive(0.1) } }),
  definition('mcp-like', 'abs(x) < knee ? abs(x) - x^2 / (2 * knee) : knee / 2', {
    params: { knee: positive(0.5) },
  }),
  definition(
    'scad-like',
    'abs(x) <= b ? abs(x) : abs(x) <= a * b ? (2 * a * b * abs(x) - x^2 - b^2) / (2 * (a - 1) * b) : (a + 1) * b / 2',
    { params: { b: positive(0.1), a: { type: 'number', default: 3.7, exclusiveMinimum: 1 } } },
  ),
];
const defaults = ({ params }) =>
  Object.fromEntries(Object.entries(params).map(([k, { default: d }]) => [k, d]));
const operators = [
  ['l1, built in', penalties.l1, {}],
  ['l1, expression', penaltyFromExpression(soft), {}],
  ['l0, built in', penalties.l0, {}],
  ['l0, expression', penaltyFromExpression(hard), {}],
  ['mcp, built in', penalties.mcp, { knee: 0.5 }],
  ['mcp, expression', penaltyFromExpression(firm), { knee: 0.5 }],
  ...numeric.map((each) => [`${each.name}, numeric`, penaltyFromExpression(each), defaults(each)]),
];

// In turns, so that a busy moment of the machine falls on all of them.
const times = operators.map(() => []);
for (let round = 0; round <= rounds; round++) {
  operators.forEach(([, penalty, params], k) => {
    const began = performance.now();
    penalty.prox(x, step, params, shape);
    if (round > 0) times[k].push(performance.now() - began);
  });
}
const prox = operators.map(([name], k) => {
  const ratios = times[k].map((ms, round) => ms / times[0][round]);
  const spread = { ours: quartiles(times[k]), ratio: quartiles(ratios) };
  return { name, ms: median(times[k]), ratio: median(ratios), spread };
});
console.log(`operators on ${entries} entries, median of ${rounds}`);
for (const { name, ms, ratio } of prox) {
  console.log(`  ${name.padEnd(20)}${ms.toFixed(1).padStart(8)} ms ${ratio.toFixed(2).padStart(8)} x`);
}

const checks = [...numeric, soft].map((each) => {
  const penalty = penaltyFromExpression(each);
  const began = performance.now();
  checkRegularizer(penalty);
  return { name: each.name, ms: performance.now() - began };
});

const quiet = { info() {}, warn() {}, error: console.error };
const dataDir = mkdtempSync(join(tmpdir(), 'relucent-bench-'));
const service = await startService({ host: '127.0.0.1', port: 0, dataDir, logger: quiet });
const registered = [];
for (const body of [...numeric, soft]) {
  const began = performance.now();
  const response = await fetch(`${service.url}/v1/plugins/regularizers`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.text();
  registered.push({ name: body.name, status: response.status, ms: performance.now() - began });
}
await service.close();
console.log('registration over HTTP, and the checks by themselves');
registered.forEach(({ name, status, ms }, k) => {
  console.log(
    `  ${name.padEnd(20)}${ms.toFixed(0).padStart(6)} ms (${status})${checks[k].ms.toFixed(0).padStart(8)} ms`,
  );
});

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.versions.node };
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine, entries, step, prox, checks, registered }, null, 2)}\n`,
  );
}
