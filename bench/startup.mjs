// How long it takes to start, and how much memory that is: the command line for its version and for a small run, with
// Node doing nothing beside it and PyTorch being imported; the service until it answers that it is ready.
//
//   node bench/startup.mjs [--rounds 7] [--json bench/results/startup.json]
//
// PYTHON names the interpreter that has PyTorch (python3).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNode, runProgram } from './harness/child.mjs';
import { benchmarkDocument, report } from './harness/document.mjs';
import { inTurns, rowOf } from './harness/turns.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, json: { type: 'string' } },
});
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'relucent-startup-'));
const small = { relucent: 1, data: { source: 'generator', name: 'two-moons', n: 40 } };
const spec = (name, solver) => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ ...small, solver }));
  return path;
};
const adam = spec('adam', { name: 'adam', options: { epochs: 2 } });
const convex = spec('convex', { name: 'convex', options: { patterns: { method: 'sampled', draws: 8 } } });
const mebibytes = { node: [], version: [], 'dry run': [], convex: [], adam: [], service: [] };

/** Seconds of a command; its memory is kept aside. */
const command = (name, args) => async () => {
  const { seconds, mebibytes: used } = await runNode(args);
  mebibytes[name].push(used);
  return seconds;
};

/** Seconds until the service says it is ready, and its memory then. */
async function serviceReady() {
  const began = performance.now();
  const dataDir = mkdtempSync(join(folder, 'service-'));
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const address = await firstAddress(child);
  while (!(await fetch(`${address}/readyz`).then((r) => r.ok))) await new Promise((r) => setTimeout(r, 5));
  const seconds = (performance.now() - began) / 1000;
  const used = residentNow(child.pid);
  if (used !== undefined) mebibytes.service.push(used);
  child.kill('SIGTERM');
  await once(child, 'close');
  return seconds;
}

async function firstAddress(child) {
  const lines = [child.stdout, child.stderr].map((input) => createInterface({ input }));
  return new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error('the service ended')));
    for (const each of lines)
      each.on('line', (line) => {
        const found = /http:\/\/[\d.]+:\d+/.exec(line);
        if (found) resolve(found[0]);
      });
  });
}

/** Undefined on systems without /proc. */
function residentNow(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return undefined;
  }
}

const skipped = [];
const python = process.env.PYTHON ?? 'python3';
const torch = (await runProgram(python, ['-c', 'import torch'])) !== undefined;
if (!torch) skipped.push('PyTorch: no Python with torch (set PYTHON)');
const samples = await inTurns(
  {
    node: command('node', ['-e', '0']),
    version: command('version', [main, '--version']),
    check: command('dry run', [main, 'run', adam, '--dry-run']),
    convex: command('convex', [main, 'run', convex]),
    adam: command('adam', [main, 'run', adam]),
    service: serviceReady,
    ...(torch ? { torch: () => runProgram(python, ['-c', 'import torch']) } : {}),
  },
  Number(values.rounds),
);
rmSync(folder, { recursive: true });

const beside = (peer, peerName) => (samples[peer] ? { peer: samples[peer], peerName } : {});
const node = beside('node', 'node -e 0');
const time = (name, key, more) => rowOf({ name, unit: 's', ours: samples[key], ...more });
const memory = (name, key, more = {}) =>
  mebibytes[key]
    ? [rowOf({ name: `${name}, memory`, unit: 'MiB', ours: mebibytes[key].slice(1), ...more })]
    : [];
const nodeMemory = { peer: mebibytes.node.slice(1), peerName: 'node -e 0' };
report(
  benchmarkDocument(
    'startup',
    [
      time('relucent --version', 'version', node),
      time('relucent run --dry-run', 'check', node),
      time('relucent run, convex, 40 rows', 'convex', node),
      time('relucent run, adam, 40 rows, 2 epochs', 'adam', beside('torch', 'python -c "import torch"')),
      time('service ready', 'service', node),
      ...memory('relucent --version', 'version', nodeMemory),
      ...memory('relucent run, convex, 40 rows', 'convex', nodeMemory),
      ...memory('relucent run, adam, 40 rows', 'adam', nodeMemory),
      ...memory('service ready', 'service', nodeMemory),
    ],
    { skipped },
  ),
  values.json,
);
