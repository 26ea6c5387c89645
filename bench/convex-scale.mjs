// The structured interior point at scale: CPU and wall seconds to certified gaps from 1e-1 to 1e-5, relative to the
// objective, on Gaussian rows with a teacher's labels, hinge loss and beta = 1e-4; with our own kernels, and with OpenBLAS
// where koffi and the library are there. The radius of the adversarial rows is half the median margin of the patterns.
// --peer solves the standard programs by Clarabel (WebAssembly) in the same process: minutes for the largest.
//
//   node bench/convex-scale.mjs [--large] [--peer] [--json FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const compiled = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const { stableFormulation } = await compiled('convex/formulations/stable.js');
const { chooseKernels } = await compiled('convex/interior/kernels/choose.js');
const { interiorReports } = await compiled('convex/interior/run.js');
const { hingeBlock } = await compiled('convex/losses/hinge.js');
const { patternOf } = await compiled('convex/patterns/pattern.js');
const { default: clarabel } = await compiled('convex/solvers/clarabel-implementation.js');
const { stableDirection } = await compiled('convex/stable-direction.js');
const { hinge } = await compiled('core/losses/hinge.js');
const { l2 } = await compiled('core/norms/l2.js');
const { createRandom } = await compiled('core/random.js');
const { dot, row } = await compiled('core/matrix.js');

const { values } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    peer: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const gaps = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5];
const weight = 1e-4;
const sizes = [
  { n: 150, d: 36, P: 12, radius: 0.027 },
  { n: 300, d: 73, P: 18, radius: 0.0178 },
  ...(values.large ? [{ n: 600, d: 147, P: 36, radius: 0.01245 }] : []),
];

/** Gaussian rows, labels of five random neurons cut at their median with noise, patterns of Gaussian directions. */
function instance({ n, d, P }) {
  const draw = createRandom(1, 'bench');
  const gaussian = (length) => Float64Array.from({ length }, () => draw.normal());
  const x = { rows: n, cols: d, data: gaussian(n * d) };
  const teacher = Array.from({ length: 5 }, () => gaussian(d));
  const outputs = Array.from({ length: n }, (_, k) =>
    teacher.reduce((sum, u, i) => sum + (i % 2 ? -1 : 1) * Math.max(0, dot(u, row(x, k))), 0),
  );
  const median = [...outputs].sort((a, b) => a - b)[Math.floor(n / 2)];
  const noise = 0.3 * Math.sqrt(outputs.reduce((sum, f) => sum + f * f, 0) / n);
  const y = Float64Array.from(outputs, (f) => Math.sign(f - median + noise * draw.normal()) || 1);
  const patterns = new Map();
  while (patterns.size < P) {
    const pattern = patternOf(x, gaussian(d));
    patterns.set(pattern.active.join(''), pattern);
  }
  const problem = {
    train: { x, y: { rows: n, cols: 1, data: y } },
    loss: hinge,
    lossScale: 1 / n,
    weight,
    norm: l2,
  };
  return { problem, patterns: [...patterns.values()] };
}

/** The patterns whose cells have a point inside for boxes of that radius, with that point. */
async function stable({ train: { x } }, radii, patterns) {
  const kept = [];
  for (const pattern of patterns) {
    const { program, recover } = stableDirection(x, radii, pattern);
    const { x: point } = await clarabel.solve(program, { tolerance: 1e-5, maxIterations: 100 });
    const found = point && recover(point);
    if (found) kept.push(found);
  }
  return kept;
}

function clock() {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
  };
}

function byInterior(problem, patterns, kernels) {
  const seconds = clock();
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let native;
  let iterations = 0;
  const reached = {};
  for (const report of interiorReports(problem, patterns, { tolerance: 1e-14, upper, lower }, kernels)) {
    upper = report.reached?.upper ?? upper;
    lower = report.bound?.value ?? lower;
    iterations = report.iteration;
    native = report.ended?.native;
    const gap = (upper - lower) / upper;
    for (const goal of gaps) if (gap <= goal) reached[goal] ??= { iterations, ...seconds() };
    if (gap <= gaps.at(-1)) break;
  }
  return { iterations, upper, lower, reached, native };
}

async function byClarabel(problem, patterns) {
  const seconds = clock();
  const { x } = problem.train;
  const unit = Math.sqrt(x.rows / dot(x.data, x.data));
  const formulation = stableFormulation(problem, patterns, hingeBlock);
  const { program, certify } = formulation({ neurons: unit, objective: 1 / (weight * unit) });
  const solution = await clarabel.solve(program, { tolerance: 1e-8, maxIterations: 200 });
  const certified = certify(solution);
  const [upper, lower] = [certified?.upper, certified?.bound.value];
  return { ...seconds(), upper, lower, gap: (upper - lower) / upper, native: solution.native };
}

const own = await chooseKernels('off');
const best = await chooseKernels();
const kernels = best.name === own.name ? [own] : [own, best];
const rows = [];
const show = (at) => (at ? `${at.cpu.toFixed(1)} (${at.wall.toFixed(1)})` : '-').padStart(15);
console.log(
  `CPU (wall) seconds to a certified gap of${gaps.map((gap) => gap.toExponential(0).padStart(15)).join('')}`,
);
for (const size of sizes) {
  const { problem: base, patterns: drawn } = instance(size);
  for (const radius of [0, size.radius]) {
    const problem = { ...base, radii: new Float64Array(size.d).fill(radius) };
    const since = clock();
    const patterns = radius > 0 ? await stable(problem, problem.radii, drawn) : drawn;
    const name = `${radius > 0 ? 'adversarial' : 'standard'} hinge ${size.n}x${size.d}x${patterns.length}`;
    const line = { name, radius, directions: since(), interior: [] };
    for (const kernel of kernels) {
      const result = byInterior(problem, patterns, kernel);
      line.interior.push({ kernels: kernel.name, ...result });
      console.log(`${name}, ${kernel.name}, ${result.iterations} iterations`);
      console.log(''.padStart(39) + gaps.map((gap) => show(result.reached[gap])).join(''));
    }
    if (values.peer && radius === 0) {
      line.clarabel = await byClarabel(problem, patterns);
      const { cpu, wall, gap, native } = line.clarabel;
      console.log(
        `${name}, clarabel: ${cpu.toFixed(1)} (${wall.toFixed(1)}) s, gap ${gap?.toExponential(1)}, ${native}`,
      );
    }
    line.memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
    rows.push(line);
  }
}

if (values.json) {
  mkdirSync(dirname(values.json), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, `${JSON.stringify({ machine, weight, rows }, null, 2)}\n`);
}
process.exit();
