// soft-mm at the size of a pair of digits and of a small pair of photographs, on wasm and on OpenBLAS: what is certified,
// processor seconds and memory. Each run is a process of its own.
//
//   node bench/soft-scale.mjs --data FOLDER [--json FILE] [--only NAME]
//
// FOLDER holds mnist/ and cifar10/ with their files.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtinRegistry, execute, validateDocument } from 'relucent';
import { keepRuns } from './harness/keep-runs.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    json: { type: 'string' },
    only: { type: 'string' },
    child: { type: 'string' },
  },
});
if (!values.data) {
  console.error('--data FOLDER is needed: the folder with mnist/ and cifar10/');
  process.exit(2);
}

const common = {
  relucent: 1,
  model: { hidden: [72] },
  loss: { type: 'hinge' },
  regularizer: { weight: 1e-4 },
  solver: { name: 'convex', options: { robust: 'soft-mm' } },
  evaluate: { certify: { seconds: 60 } },
  limits: { seconds: 3600, memoryMb: 4096 },
};
const cases = {
  'mnist-3-8': {
    ...common,
    data: {
      source: 'file',
      path: 'mnist/train-images-idx3-ubyte.gz',
      target: 'mnist/train-labels-idx1-ubyte.gz',
      test: { path: 'mnist/t10k-images-idx3-ubyte.gz', target: 'mnist/t10k-labels-idx1-ubyte.gz' },
      classes: [3, 8],
      scale: [0, 1],
      bias: true,
    },
    threat: { radius: 0.1 },
  },
  'cifar-1-7': {
    ...common,
    data: {
      source: 'file',
      format: 'cifar10',
      path: 'cifar10/data_batch_1_part.bin.gz',
      test: { path: 'cifar10/test_batch_part.bin.gz' },
      classes: [1, 7],
      limit: 600,
      downsample: [7, 7],
    },
    threat: { radius: 10 },
  },
};

if (values.child) {
  process.stdout.write(JSON.stringify(await measured(cases[values.child])));
} else {
  const runs = [];
  const same = (run, old) => run.case === old.case && run.product === old.product;
  for (const name of Object.keys(cases)) {
    for (const [product, blas] of [
      ['openblas', 'auto'],
      ['wasm', 'off'],
    ]) {
      const label = `${name} ${product}`;
      if (values.only && values.only !== label) continue;
      const child = spawnSync(
        process.execPath,
        [fileURLToPath(import.meta.url), '--data', values.data, '--child', name],
        {
          env: { ...process.env, RELUCENT_BLAS: blas, RELUCENT_BLAS_THREADS: '1', RELUCENT_BACKEND: 'wasm' },
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      if (child.status !== 0) throw new Error(`${label} ended with ${child.status}`);
      const run = { case: name, product, ...JSON.parse(child.stdout) };
      runs.push(run);
      console.log(JSON.stringify(run));
      if (values.json) keepRuns(values.json, 'soft-scale', runs, same);
    }
  }
}

async function measured(spec) {
  const phases = {};
  const { result } = await execute(validateDocument(spec), {
    registry: builtinRegistry(),
    signal: new AbortController().signal,
    folder: values.data,
    report({ phase }) {
      const { user, system } = process.cpuUsage();
      phases[phase] = (user + system) / 1e6;
    },
  });
  const { user, system } = process.cpuUsage();
  const { solver, metrics, objective, objectiveAttacked, timing } = result;
  const part = ({ rows, accuracy, attacked, certifiedAccuracy, robustAccuracy }) => ({
    rows,
    clean: accuracy,
    attacked: attacked.accuracy,
    certified: certifiedAccuracy,
    robustAtMost: robustAccuracy.upper,
  });
  return {
    native: solver.native,
    iterations: solver.iterations,
    programUpper: solver.details.programUpper,
    objective,
    objectiveAttacked,
    robustLinear: solver.details.robustLinear,
    train: part(metrics.train),
    test: part(metrics.test),
    trainingProcessorSeconds: phases.solve,
    processorSeconds: (user + system) / 1e6,
    seconds: timing.total,
    largestMiB: process.resourceUsage().maxRSS / 1024,
  };
}
