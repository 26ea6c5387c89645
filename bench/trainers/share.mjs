// What both sides of bench/trainers/run.mjs start from, as raw files: rows and targets, initial network, order of rows.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinRegistry, execute, validateDocument } from 'relucent';
import { createRandom } from '#relucent/core/random.js';
import { initialParameters } from '#relucent/nonconvex/algorithms/gradient.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { trainingOf } from '#relucent/nonconvex/training-objective.js';

const float32 = (values) => Float32Array.from(values);

/**
 * Writes x, y and the layers of the initial network (float32, row by row) and the order of the rows in each epoch
 * (uint32) into the folder; returns their shapes.
 */
export async function shareStart(spec, folder) {
  const { epochs } = spec.solver.options;
  const once = { ...spec, solver: { ...spec.solver, options: { ...spec.solver.options, epochs: 1 } } };
  const context = { registry: builtinRegistry(), signal: new AbortController().signal, report() {} };
  const { problem } = await execute(validateDocument(once), context);
  const seeded = { ...problem, seed: spec.seed ?? 0 };
  const { tf } = await loadTensors();
  const { architecture } = trainingOf(seeded);
  const network = await architecture.toNetwork(initialParameters(tf, architecture, seeded));
  const { x, y } = problem.train;
  const orders = Array.from({ length: epochs }, (_, epoch) =>
    createRandom(seeded.seed, `epoch ${epoch}`).permutation(x.rows),
  );
  const write = (name, values) => writeFileSync(join(folder, name), values);
  write('x', float32(x.data));
  write('y', float32(y.data));
  write('orders', Uint32Array.from(orders.flatMap((order) => [...order])));
  network.layers.forEach(({ weight, bias }, k) => {
    write(`weight${k}`, float32(weight.data));
    write(`bias${k}`, float32(bias));
  });
  const widths = [x.cols, ...network.layers.map(({ weight }) => weight.rows)];
  return { folder, rows: x.rows, widths };
}
