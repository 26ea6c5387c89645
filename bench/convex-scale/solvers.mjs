// What bench/convex-scale measures: each takes an instance and returns seconds, the certified gap and memory.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { stableFormulation } = await compiled('convex/formulations/stable.js');
const { chooseKernels } = await compiled('convex/kernels/choose.js');
const { interiorReports } = await compiled('convex/interior/run.js');
const { splittingReports } = await compiled('convex/splitting/run.js');
const { hingeBlock } = await compiled('convex/losses/hinge.js');
const { hinge } = await compiled('core/losses/hinge.js');
const { l2 } = await compiled('core/norms/l2.js');
const { dot } = await compiled('core/matrix.js');

const gaps = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
/** Tolerance asked of Clarabel, whose own gap is not the certified one. */
const tolerance = 1e-8;

export const solvers = {
  'interior, OpenBLAS': async (instance) => {
    const kernels = await chooseKernels();
    return kernels.name.startsWith('OpenBLAS')
      ? byOurs(instance, interiorReports, kernels)
      : { absent: true };
  },
  'interior, own kernels': async (instance) => byOurs(instance, interiorReports, await chooseKernels('off')),
  'splitting, OpenBLAS': async (instance) => {
    const kernels = await chooseKernels();
    const able = kernels.name.startsWith('OpenBLAS') && instance.shape.radius === 0;
    return able ? byOurs(instance, splittingReports, kernels) : { absent: true };
  },
  'clarabel (WebAssembly)': async (instance) => {
    const { default: clarabel } = await compiled('convex/solvers/clarabel-implementation.js');
    return certified(instance, async (program) => {
      const seconds = clock();
      const solution = await clarabel.solve(program, { tolerance, maxIterations: 200 });
      return { solution, ...seconds(), memoryMb: peakMb() };
    });
  },
  'clarabel (native)': (instance, python) => certified(instance, (program) => natively(program, python)),
};

/** `instance.seconds`: after which an open gap is reported as it is. */
function byOurs({ problem: numbers, patterns, gap: goal, seconds: limit }, engine, kernels) {
  const problem = { ...numbers, loss: hinge, norm: l2 };
  const seconds = clock();
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [native, iterations, gap] = [undefined, 0, Number.POSITIVE_INFINITY];
  const reached = {};
  for (const report of engine(problem, patterns, { tolerance: 1e-14, upper, lower }, kernels)) {
    upper = report.reached?.upper ?? upper;
    lower = report.bound?.value ?? lower;
    iterations = report.iteration;
    native = report.ended?.native;
    gap = (upper - lower) / upper;
    for (const one of gaps) if (gap <= one && one >= goal) reached[one] ??= { iterations, ...seconds() };
    if (gap <= goal || seconds().wall > limit) break;
  }
  const result = { ...seconds(), reached, gap, upper, lower, iterations, memoryMb: peakMb() };
  return native ? { ...result, native } : result;
}

async function certified({ problem: numbers, patterns }, solve) {
  const problem = { ...numbers, loss: hinge, norm: l2 };
  const { x } = problem.train;
  const unit = Math.sqrt(x.rows / dot(x.data, x.data));
  const formulation = stableFormulation(problem, patterns, hingeBlock);
  const { program, certify } = formulation({ neurons: unit, objective: 1 / (problem.weight * unit) });
  const { solution, ...measured } = await solve(program);
  const certificate = certify(solution);
  const [upper, lower] = [certificate?.upper, certificate?.bound.value];
  const gap = (upper - lower) / upper;
  return { ...measured, gap, upper, lower, iterations: solution.iterations, native: solution.native };
}

/** Clarabel's Python package on the same program: its vectors go by file, its own seconds come back. */
async function natively({ q, a, b, cones }, python) {
  const folder = mkdtempSync(join(tmpdir(), 'clarabel-'));
  const write = (name, array) =>
    writeFileSync(join(folder, name), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  try {
    for (const [name, array] of Object.entries({
      q,
      b,
      values: a.values,
      rows: a.rowIndex,
      starts: a.colStart,
    }))
      write(name, array);
    const { zero, nonnegative, secondOrder } = cones;
    const size = { rows: a.rows, cols: a.cols, zero, nonnegative, secondOrder, tolerance };
    writeFileSync(join(folder, 'program.json'), JSON.stringify(size));
    const script = fileURLToPath(new URL('../peers/clarabel_native.py', import.meta.url));
    const { status, stdout } = spawnSync(python, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (status !== 0) throw new Error(`${python} ended with code ${status}`);
    const { native, iterations, ...measured } = JSON.parse(stdout.toString());
    const read = (name) => new Float64Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
    return { solution: { status: 'solved', native, iterations, x: read('x'), z: read('z') }, ...measured };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function clock() {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
  };
}

function peakMb() {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
