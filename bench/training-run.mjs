// One training run of a spec on MNIST's files, timed: what bench/ialam.mjs and bench/dlam.mjs print and store.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { builtinRegistry, execute, validateDocument } from 'relucent';

/** The first rows of the training file, and the test file. */
export function mnist(folder, rows) {
  const file = (part, what) => join(folder, `${part}-${what}-ubyte.gz`);
  return {
    source: 'file',
    format: 'idx',
    path: file('train', 'images-idx3'),
    target: file('train', 'labels-idx1'),
    limit: rows,
    scale: 'minmax',
    test: { path: file('t10k', 'images-idx3'), target: file('t10k', 'labels-idx1') },
  };
}

/** What came of a spec, and what it took. The largest memory is that of the process so far. */
export async function trainingRun(spec) {
  const document = validateDocument({
    evaluate: { certify: false },
    limits: { seconds: 4 * 3600, memoryMb: 4096 },
    ...spec,
    relucent: 1,
  });
  const before = process.cpuUsage();
  const { result } = await execute(document, {
    registry: builtinRegistry(),
    signal: new AbortController().signal,
    report() {},
    folder: '/',
  });
  const { user, system } = process.cpuUsage(before);
  const { status, reason, solver, metrics, timing, history, provenance } = result;
  return {
    history,
    summary: {
      solver: solver.name,
      options: spec.solver.options,
      hidden: spec.model.hidden,
      rows: spec.data.limit ?? spec.data.x.length,
      regularizer: spec.regularizer,
      status,
      reason,
      sweeps: solver.iterations,
      secondsPerSweep: timing.train / solver.iterations,
      seconds: timing.total,
      processorSeconds: (user + system) / 1e6,
      largestMiB: process.resourceUsage().maxRSS / 1024,
      metrics,
      last: history.at(-1)?.residuals,
      details: solver.details,
      tensorBackend: provenance.tensorBackend,
      node: process.versions.node,
      cpu: `${cpus().length} x ${cpus()[0].model}`,
    },
  };
}
