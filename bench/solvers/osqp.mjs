// OSQP (our own, ADMM with polishing) beside Clarabel (interior point, WebAssembly), on the same programs in the same
// process: random quadratic and linear programs with an optimum, and training programs with max |u_j| for their norms.
// Prints medians of the repeats, after one run that does not count.
//
//   node bench/solvers/osqp.mjs [--repeats 3] [--tolerance 1e-6]
import { parseArgs } from 'node:util';

const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { default: osqp } = await compiled('convex/solvers/osqp/index.js');
const { errorMeter } = await compiled('convex/solvers/osqp/residuals.js');
const { default: clarabel } = await compiled('convex/solvers/clarabel-implementation.js');
const { programBuilder } = await compiled('convex/program-builder.js');
const { patternOf, signOf } = await compiled('convex/patterns/pattern.js');
const { createRandom } = await compiled('core/random.js');
const { row } = await compiled('core/matrix.js');

const { values } = parseArgs({
  options: { repeats: { type: 'string', default: '3' }, tolerance: { type: 'string', default: '1e-6' } },
});
const tolerance = Number(values.tolerance);

/** min 1/2 weight |x|^2 + q'x over m sparse rows, feasible at a random x and with multipliers for half of them. */
function random(m, weight) {
  const n = m / 2;
  const draw = createRandom(m, 'bench');
  const builder = programBuilder();
  const x = Array.from({ length: n }, () => draw.normal());
  const cost = x.map((value) => -weight * value);
  const rows = Array.from({ length: m }, () => {
    const terms = [...draw.permutation(n).subarray(0, 8)].map((j) => [j, draw.normal()]);
    const tight = draw.uniform() < 0.5;
    const multiplier = tight ? draw.uniform() : 0;
    for (const [j, value] of terms) cost[j] += multiplier * value;
    return [terms, (tight ? 0 : draw.uniform()) - terms.reduce((sum, [j, value]) => sum + value * x[j], 0)];
  });
  for (let j = 0; j < n; j++) {
    builder.variables(1, cost[j]);
    if (weight > 0) builder.quadratic(j, weight);
  }
  for (const [terms, constant] of rows) builder.nonnegative(terms, constant);
  return builder.build();
}

/** Hinge training on n random points with 8 patterns and the norm max |u_j|, d = 4. */
function training(n, beta) {
  const d = 4;
  const draw = createRandom(n, 'bench');
  const x = { rows: n, cols: d, data: Float64Array.from({ length: n * d }, () => draw.normal()) };
  const y = Array.from({ length: n }, () => draw.sign());
  const patterns = Array.from({ length: 8 }, () =>
    patternOf(
      x,
      Float64Array.from({ length: d }, () => draw.normal()),
    ),
  );
  const builder = programBuilder();
  const neurons = builder.variables(2 * patterns.length * d);
  const norms = builder.variables(2 * patterns.length, beta);
  const hinge = builder.variables(n, 1 / n);
  const entry = (i, j) => neurons + i * d + j;
  for (let i = 0; i < 2 * patterns.length; i++) {
    const pattern = patterns[i % patterns.length];
    for (let j = 0; j < d; j++) {
      for (const sign of [1, -1]) builder.nonnegative([[norms + i, 1], [entry(i, j), sign]], 0); // biome-ignore format: terms
    }
    for (let k = 0; k < n; k++) {
      builder.nonnegative([...row(x, k)].map((value, j) => [entry(i, j), signOf(pattern, k) * value]), 0); // biome-ignore format: a row
    }
  }
  for (let k = 0; k < n; k++) {
    const terms = [[hinge + k, 1]];
    for (let i = 0; i < 2 * patterns.length; i++) {
      if (!patterns[i % patterns.length].active[k]) continue;
      const sign = y[k] * (i < patterns.length ? 1 : -1);
      for (let j = 0; j < d; j++) terms.push([entry(i, j), sign * row(x, k)[j]]);
    }
    builder.nonnegative([[hinge + k, 1]], 0);
    builder.nonnegative(terms, -1);
  }
  return builder.build();
}

const solvers = {
  osqp: async (program) => {
    const session = await osqp.open({ ...program, zero: program.cones.zero });
    return session.solve({ tolerance, maxIterations: 200 });
  },
  clarabel: (program) => clarabel.solve(program, { tolerance, maxIterations: 200 }),
};

const sizes = [40, 100, 200, 300];
const programs = [
  ...sizes.map((m) => [`random QP, ${m} rows`, random(m, 1)]),
  ...sizes.map((m) => [`random LP, ${m} rows`, random(m, 0)]),
  ...sizes.map((n) => [`hinge, beta 1e-2, n = ${n}`, training(n, 1e-2)]),
];
console.log(`tolerance ${tolerance}; error: the worst of primal, dual and gap, relative`);
console.log(`${'program'.padEnd(28)}${'rows'.padStart(7)}${'columns'.padStart(9)}${'entries'.padStart(9)}`);
for (const [name, program] of programs) {
  const measure = errorMeter({ ...program, zero: program.cones.zero });
  const { rows, cols } = program.a;
  const size = [rows, cols, program.a.values.length];
  console.log(`${name.padEnd(28)}${size.map((v, i) => String(v).padStart(i ? 9 : 7)).join('')}`);
  for (const [solver, solve] of Object.entries(solvers)) {
    let solution = await solve(program);
    const times = [];
    for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
      const started = performance.now();
      solution = await solve(program);
      times.push(performance.now() - started);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    const error = solution.x ? measure(solution.x, solution.z).worst.toExponential(1) : '-';
    console.log(
      `  ${solver.padEnd(10)}${median.toFixed(1).padStart(9)} ms${String(solution.iterations).padStart(8)} it.   error ${error.padEnd(9)} ${solution.native}`,
    );
  }
}
