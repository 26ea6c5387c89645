// How processor time and memory grow: convex training with the rows n, the columns d and the patterns P; gradient training with
// n, d, width and depth; the service with the number of jobs. Each point in a process of its own, medians of 5; the
// exponent is the slope of log time over log size, beside the one that the method's arithmetic has for large sizes.
//
//   node bench/growth.mjs [--quick] [--axis NAME]... [--json bench/results/growth.json]
//
// --axis: this one only; what the file has of the others stays. The file is written after every axis.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { axes } from './growth/axes.mjs';
import { benchmarkDocument, report } from './harness/document.mjs';
import { median } from './harness/turns.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    axis: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const measure = fileURLToPath(new URL('growth/measure.mjs', import.meta.url));

/** Processor seconds (median of the repeats) and MiB of one point; one thread for products, which a second would wait for. */
async function point(task) {
  const env = { ...process.env, RELUCENT_BACKEND: 'wasm', RELUCENT_BLAS_THREADS: '1' };
  const child = fork(measure, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(task);
  const [[answer]] = await Promise.all([once(child, 'message'), once(child, 'close')]);
  return { seconds: median(answer.seconds), mebibytes: answer.mebibytes };
}

/** Least squares slope of log b over log a, and the standard error of it. */
function slope(points) {
  const logs = points.map(([a, b]) => [Math.log(a), Math.log(b)]);
  const mean = (k) => logs.reduce((sum, pair) => sum + pair[k], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  const exponent = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread;
  const residual = logs.reduce((sum, [a, b]) => sum + (b - y - exponent * (a - x)) ** 2, 0);
  return { exponent, error: Math.sqrt(residual / Math.max(1, logs.length - 2) / spread) };
}

const chosen = axes(values.quick).filter(({ name }) => values.axis?.includes(name) ?? true);
const kept =
  values.axis && values.json && existsSync(values.json) ? JSON.parse(readFileSync(values.json)).rows : [];
let rows = kept;
for (const { name, sizes, task, time, memory, unit = 'processor s' } of chosen) {
  const points = [];
  for (const size of sizes) {
    const { seconds, mebibytes } = await point(task(size));
    points.push({ size, seconds, mebibytes });
    console.error(`${name} ${size}: ${seconds.toPrecision(3)} s, ${mebibytes.toFixed(0)} MiB`);
  }
  const row = (what, unit, key, expected) => {
    const usable = points.filter((each) => each[key] > 0);
    const { exponent, error } = slope(usable.map((each) => [each.size, each[key]]));
    return {
      name: `${name}, ${what}`,
      unit: 'exponent',
      ours: exponent,
      peer: null,
      ratio: null,
      spread: { ours: [exponent - error, exponent + error] },
      goal: expected,
      // Half an exponent more than expected is more than the spread of a busy machine.
      reached: exponent <= expected + 0.5,
      points: usable.map((each) => ({ size: each.size, value: each[key], unit })),
    };
  };
  const found = [row('time', unit, 'seconds', time), row('memory', 'MiB', 'mebibytes', memory)];
  rows = [...rows.filter((old) => found.every((each) => each.name !== old.name)), ...found];
  report(benchmarkDocument('growth', rows), values.json);
}
