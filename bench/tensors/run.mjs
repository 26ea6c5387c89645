// Dense products, training steps of a multilayer perceptron and of a small convolutional network, sweeps of ialam and
// dlam: with OpenBLAS, with WebAssembly alone, and PyTorch on the CPU, turn by turn in one run.
//
//   node bench/tensors/run.mjs [--rounds 7] [--threads 1,2] [--only ialam,dlam] [--out bench/results/tensors.json]
//
// PYTHON names the interpreter that has PyTorch (python3); without one, only our own figures are taken.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: '1,2' },
    only: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('../results/tensors.json', import.meta.url)) },
  },
});
const only = options.only?.split(',');
const cases = [
  { name: 'gemm', size: 256, repeats: 20 },
  { name: 'gemm', size: 1024, repeats: 3 },
  { name: 'mlp', batch: 128, repeats: 20 },
  { name: 'cnn', batch: 64, repeats: 5 },
  { name: 'ialam', rows: 3000, repeats: 2 },
  { name: 'dlam', rows: 3000, repeats: 3 },
].filter(({ name }) => only?.includes(name) ?? true);

/** A process that answers one line for each line. */
async function startPeer(command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${command} ended`)));
  });
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await Promise.race([lines.next(), failed])).value);
  const { ready } = await next();
  return {
    ready,
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    },
    end: () => child.stdin.end(),
  };
}

const own = fileURLToPath(new URL('peer.mjs', import.meta.url));
const torch = fileURLToPath(new URL('../peers/tensors.py', import.meta.url));
const median = (sorted) => sorted[Math.floor(sorted.length / 2)];

const results = [];
for (const threads of options.threads.split(',').map(Number)) {
  const env = { RELUCENT_BACKEND: 'wasm', RELUCENT_BLAS_THREADS: String(threads) };
  const peers = {
    blas: await startPeer(process.execPath, [own], env),
    ...(threads === 1
      ? { wasm: await startPeer(process.execPath, [own], { ...env, RELUCENT_BLAS: 'off' }) }
      : {}),
  };
  if (!peers.blas.ready.includes('OpenBLAS')) console.log('no OpenBLAS here: "blas" is WebAssembly too');
  try {
    peers.pytorch = await startPeer(process.env.PYTHON ?? 'python3', [torch, String(threads)], {
      OMP_NUM_THREADS: String(threads),
    });
  } catch {
    console.log('PyTorch is skipped: no Python with torch (set PYTHON)');
  }
  for (const [name, { ready }] of Object.entries(peers)) console.log(`${name}: ${ready}`);

  for (const request of cases) {
    // The median of each round: what one turn of the machine gives. Rounds alternate between the peers.
    const rounds = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
    const reached = {};
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const [name, peer] of Object.entries(peers)) {
        const { milliseconds, reached: measure } = await peer.ask(request);
        if (measure !== undefined) reached[name] = measure;
        rounds[name].push(median(milliseconds.sort((a, b) => a - b)));
      }
    }
    const { name, repeats, ...sizes } = request;
    const times = Object.fromEntries(
      Object.entries(rounds).map(([peer, all]) => {
        const sorted = all.sort((a, b) => a - b);
        return [peer, { median: median(sorted), best: sorted[0], worst: sorted.at(-1) }];
      }),
    );
    const ratios = Object.fromEntries(
      Object.keys(times)
        .filter((peer) => peer !== 'pytorch' && times.pytorch)
        .map((peer) => [
          peer,
          { median: times[peer].median / times.pytorch.median, best: times[peer].best / times.pytorch.best },
        ]),
    );
    const led = Object.keys(reached).length > 0 ? { reached } : {};
    results.push({ name, ...sizes, threads, repeats, milliseconds: times, timesPytorch: ratios, ...led });
    const columns = Object.entries(times).map(
      ([peer, t]) => `${peer} ${t.median.toFixed(2)} (${t.best.toFixed(2)} to ${t.worst.toFixed(2)}) ms`,
    );
    const factors = Object.entries(ratios).map(
      ([peer, r]) => `${peer} ${r.median.toFixed(2)}x (best ${r.best.toFixed(2)}x)`,
    );
    console.log([`${name} ${Object.values(sizes)}, ${threads} threads:`, ...columns, ...factors].join('  '));
  }
  for (const peer of Object.values(peers)) peer.end();
}
const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.versions.node };
writeFileSync(
  options.out,
  `${JSON.stringify({ machine, rounds: Number(options.rounds), results }, null, 2)}\n`,
);
