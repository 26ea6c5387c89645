// Our side of bench/convex-splitting.mjs and bench/convex-digits.mjs, in a process of its own: a line of JSON asks, a line answers, as of its peer.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digitsCase } from './digits.mjs';
import { tableCase } from './tables.mjs';

const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { chooseKernels } = await compiled('convex/kernels/choose.js');
const { splitIterates } = await compiled('convex/splitting/iterates.js');
const { splitProgram, splittingReports } = await compiled('convex/splitting/run.js');

const kernels = await chooseKernels();
const unbounded = { upper: Number.POSITIVE_INFINITY, lower: Number.NEGATIVE_INFINITY };

function clock() {
  const [wall, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1000 };
  };
}

/** Iterates up to iteration `until` with the seconds at which they were there, nothing certified. */
function iterates({ problem, patterns }, { folder, until, limit }) {
  const seconds = clock();
  const { program, candidateOf } = splitProgram(problem, patterns, 1);
  const taken = [];
  const neurons = [];
  for (const iterate of splitIterates(program, kernels)) {
    const at = seconds();
    taken.push({ iteration: iterate.iteration, ...at });
    neurons.push(candidateOf(iterate).neurons.data);
    if (iterate.iteration >= (until ?? Number.POSITIVE_INFINITY) || at.cpu > limit) break;
  }
  writeFileSync(join(folder, 'iterates'), Buffer.concat(neurons.map((data) => new Uint8Array(data.buffer))));
  return { iterates: taken };
}

/** Seconds to a certified gap, relative to the objective, as the backend gets there. */
function certified({ problem, patterns }, { gap }) {
  const seconds = clock();
  let { upper, lower } = unbounded;
  for (const report of splittingReports(problem, patterns, { tolerance: 1e-12, ...unbounded }, kernels)) {
    upper = report.reached?.upper ?? upper;
    lower = report.bound?.value ?? lower;
    if (upper - lower <= gap * upper) return { ...seconds(), iteration: report.iteration, upper, lower };
  }
  throw new Error('the gap stayed open');
}

console.log(JSON.stringify({ ready: kernels.name }));
for await (const line of createInterface({ input: process.stdin })) {
  const { data, table, size, ...request } = JSON.parse(line);
  const instance = table ? tableCase(data, table, size) : await digitsCase(data, size);
  const answer = request.gap ? certified(instance, request) : iterates(instance, request);
  console.log(JSON.stringify(answer));
}
