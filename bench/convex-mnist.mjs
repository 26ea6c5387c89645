// The convex programs on MNIST, 784 columns: hinge loss on all 11,982 images of 3 and 8 with 100 patterns, and squared loss on
// all 60,000 images, their digits taken for numbers, with 20 patterns: what is certified and what it takes. Each run is a
// process of its own.
//
//   node bench/convex-mnist.mjs MNIST-FOLDER [--only standard|adversarial|digits] [--json FILE]
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';
import { keepRuns } from './harness/keep-runs.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, json: { type: 'string' }, child: { type: 'string' } },
});
if (positionals.length !== 1) {
  console.error('give the folder with the files of MNIST');
  process.exit(2);
}
const folder = resolve(positionals[0]);

/** Tolerances count relative to 1 + |objective|: at most 1 % of the objective in all cases. */
const cases = {
  standard: spec(100, { backend: 'splitting', tolerance: 6.5e-4 }),
  adversarial: {
    ...spec(100, { backend: 'interior', tolerance: 1e-3, robust: 'stable' }),
    threat: { radius: 0.1 },
    evaluate: { attacks: [{ name: 'pgd', steps: 20, stepFraction: 0.1 }], certify: { seconds: 60 } },
  },
  digits: {
    ...spec(20, { backend: 'splitting', tolerance: 2.9e-3 }),
    data: { ...files(), targets: 'values' },
    loss: { type: 'squared' },
  },
};

function files() {
  return {
    source: 'file',
    path: 'train-images-idx3-ubyte.gz',
    target: 'train-labels-idx1-ubyte.gz',
    test: { path: 't10k-images-idx3-ubyte.gz', target: 't10k-labels-idx1-ubyte.gz' },
    scale: [0, 1],
    bias: false,
  };
}

function spec(distinct, options) {
  return {
    relucent: 1,
    data: { ...files(), classes: [3, 8] },
    loss: { type: 'hinge' },
    regularizer: { weight: 1e-3 },
    seed: 1,
    solver: {
      name: 'convex',
      options: { patterns: { method: 'sampled', distinct }, ...options },
    },
    limits: { seconds: 3600, memoryMb: 8192 },
  };
}

if (values.child) {
  process.stdout.write(JSON.stringify(await measured(cases[values.child])));
} else {
  const runs = [];
  const same = (run, old) => run.case === old.case;
  for (const name of Object.keys(cases)) {
    if (values.only && values.only !== name) continue;
    const again = [fileURLToPath(import.meta.url), folder, '--child', name];
    const child = spawnSync(process.execPath, again, {
      env: { ...process.env, RELUCENT_BLAS_THREADS: process.env.RELUCENT_BLAS_THREADS ?? '2' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`${name} ended with ${child.status}`);
    const run = { case: name, ...JSON.parse(child.stdout) };
    runs.push(run);
    console.log(JSON.stringify(run, null, 2));
    if (values.json) keepRuns(values.json, 'convex-mnist', runs, same);
  }
}

async function measured(document) {
  const phases = {};
  const { result } = await execute(validateDocument(document), {
    registry: builtinRegistry(),
    signal: new AbortController().signal,
    folder,
    report({ phase }) {
      const { user, system } = process.cpuUsage();
      phases[phase] = (user + system) / 1e6;
    },
  });
  const { status, reason, solver, history, metrics, timing } = result;
  const { upper, lower } = history.at(-1);
  const { patternsUsed, patternsPruned, patternsUndecided, robustLinear } = solver.details;
  const part = ({ rows, accuracy, rmse, attacked, certifiedAccuracy }) => ({
    rows,
    rmse,
    clean: accuracy,
    attacked: attacked?.accuracy,
    certified: certifiedAccuracy,
  });
  return {
    status,
    reason,
    backend: solver.backend,
    native: solver.native,
    iterations: solver.iterations,
    upper,
    lower,
    gap: (upper - lower) / upper,
    patternsUsed,
    patternsPruned,
    patternsUndecided,
    neurons: result.network?.hidden?.length,
    robustLinear,
    train: part(metrics.train),
    test: part(metrics.test),
    milestones: [0.1, 0.05, 0.02, 0.01].map((gap) => ({
      gap,
      seconds: history.find((point) => point.upper - point.lower <= gap * point.upper)?.seconds,
    })),
    seconds: timing,
    processorSeconds: phases,
    largestMiB: process.resourceUsage().maxRSS / 1024,
  };
}
