// Convex training at scale: the structured interior point beside Clarabel, in WebAssembly and native, on the same
// programs. CPU and wall seconds and peak memory to certified gaps, relative to the objective, each solve in a process
// of its own. Hinge loss, beta = 1e-4; Gaussian rows with a teacher's labels, a radius that the cells of all
// patterns have room for; with --data also two classes of CIFAR-10. Directions inside the cells are found beforehand and not
// counted.
//
//   node bench/convex-scale.mjs [--goals | --largest | --grid] [--peers] [--python PATH] [--data FOLDER] [--limit S] [--only TEXT]
//                               [--by SOLVER]... [--rounds N] [--json FILE]
//
// --grid: standard programs of 600 to 50,000 rows, 20 to 784 columns and 36 to 1,000 patterns, up to 3e8 neurons x entries,
// each by the engine that `auto` takes, for two minutes at most. --python: an interpreter with the package clarabel, for the native peer. --only: programs whose name or size (600 x 20, 36 patterns) has this text. --by:
// these solvers only. --rounds: where there are peers, every solver so often, in turns, but not again what was
// stopped; kept are all its CPU seconds and what else the round of the median had. What the file has of other programs and
// solvers, measured on the same machine, stays.
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { gaussianCase, imageCase } from './convex-scale/cases.mjs';
import { solvers } from './convex-scale/solvers.mjs';

const { prefersSplitting } = await import(
  new URL('../dist/convex/splitting/choose-splitting.js', import.meta.url).href
);

const { values } = parseArgs({
  options: {
    goals: { type: 'boolean', default: false },
    largest: { type: 'boolean', default: false },
    grid: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    python: { type: 'string' },
    data: { type: 'string' },
    limit: { type: 'string', default: '900' },
    only: { type: 'string', default: '' },
    by: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '1' },
    json: { type: 'string' },
    solve: { type: 'string' },
    solver: { type: 'string' },
  },
});

if (values.solve) {
  const result = await solvers[values.solver](deserialize(readFileSync(values.solve)), values.python);
  process.send(result, () => process.exit());
} else await measureAll();

async function measureAll() {
  const small = [
    { n: 150, d: 36, P: 12, radius: 0.027, gap: 1e-6 },
    { n: 300, d: 73, P: 18, radius: 0.0178, gap: 1e-6 },
  ];
  // Clarabel in WebAssembly was stopped after 200 s on the adversarial rows of half the size.
  const native = ['clarabel (native)'];
  const goals = [{ n: 600, d: 147, P: 36, radius: 0.01245, gap: 1e-6, adversarialPeers: native }];
  // Too large for the peers: 59 million nonzeros and more.
  const largest = [{ n: 2000, d: 147, P: 100, radius: 0.0033, gap: 1e-3, adversarialGap: 1e-2, peers: [] }];
  const chosen = values.goals || values.largest || values.grid;
  const sizes = [
    ...(chosen ? [] : small),
    ...(values.goals ? goals : []),
    ...(values.largest ? largest : []),
  ];
  const wanted = sizes.flatMap((size) => [
    { ...size, name: 'Gaussian, standard', make: () => gaussianCase(size, 0) },
    {
      ...size,
      name: 'Gaussian, adversarial',
      make: () => gaussianCase(size, size.radius),
      gap: size.adversarialGap ?? size.gap,
      peers: size.adversarialPeers ?? size.peers,
    },
  ]);
  if (values.grid) wanted.push(...grid());
  if (values.data) {
    for (const radius of [0, 10]) {
      const name = `CIFAR-10, ${radius > 0 ? 'adversarial' : 'standard'}`;
      wanted.push({ name, make: () => imageCase(values.data, radius), gap: 1e-5, peers: [] });
    }
  }
  const own = ['interior, OpenBLAS', 'interior, own kernels'];
  const able = values.python ? [...native, 'clarabel (WebAssembly)'] : ['clarabel (WebAssembly)'];

  const folder = mkdtempSync(join(tmpdir(), 'convex-scale-'));
  const rows = [];
  try {
    for (const { make, gap, seconds, engines = own, peers = able } of wanted.filter(({ name, n, d, P }) =>
      `${name}: ${n} x ${d}, ${P} patterns`.includes(values.only),
    )) {
      const instance = await make();
      const file = join(folder, 'instance');
      writeFileSync(file, serialize({ ...instance, gap, seconds }));
      const { n, d, patterns, radius } = instance.shape;
      const row = { name: instance.name, n, d, patterns, radius, solves: [] };
      rows.push(row);
      console.log(`${instance.name}: ${n} x ${d}, ${patterns} patterns, radius ${radius}`);
      const compared = values.peers ? peers.filter((peer) => able.includes(peer)) : [];
      const names = [...engines, ...compared].filter((each) => values.by?.includes(each) ?? true);
      const solved = Object.fromEntries(names.map((name) => [name, []]));
      const rounds = compared.length > 0 ? Number(values.rounds) : 1;
      for (let round = 0; round < rounds; round++) {
        for (let k = 0; k < names.length; k++) {
          const name = names[(k + round) % names.length];
          if (solved[name].some(({ failed }) => failed)) continue;
          const solve = await solveApart(name, file);
          if (solve.absent) continue;
          // Processes that shared the cores: where there are many, wall seconds say little.
          solved[name].push({ ...solve, load: loadavg()[0] });
          console.log(`  ${name.padEnd(24)}${inWords(solve)}`);
          row.solves = names.flatMap((each) =>
            solved[each].length > 0 ? [ofRounds(each, solved[each])] : [],
          );
          if (values.json) store(rows);
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The round of the median of a solver's CPU seconds, and those of all rounds. */
function ofRounds(solver, solves) {
  const byTime = [...solves].sort((a, b) => (a.cpu ?? Infinity) - (b.cpu ?? Infinity));
  const rounds = solves.map(({ cpu, reached = {} }) => ({
    cpu,
    reached: Object.fromEntries(Object.entries(reached).map(([gap, at]) => [gap, at.cpu])),
  }));
  return { solver, ...byTime[(byTime.length - 1) >> 1], ...(rounds.length > 1 ? { rounds } : {}) };
}

/** Programs to a gap of 1e-2, each with the engine for it. */
function grid() {
  const sizes = [600, 2000, 10_000, 50_000].flatMap((n) =>
    [20, 147, 784].flatMap((d) => [36, 100, 1000].map((P) => ({ n, d, P }))),
  );
  return sizes
    .filter(({ n, d, P }) => n * d * P <= 3e8)
    .map((size) => {
      const { n, d, P } = size;
      const splits = prefersSplitting({ n, d, patterns: P, attacked: 0, groups: n }, 1e-2);
      const name = 'Gaussian, standard';
      const engines = [splits ? 'splitting, OpenBLAS' : 'interior, OpenBLAS'];
      return {
        ...size,
        name,
        make: () => gaussianCase(size, 0),
        gap: 1e-2,
        seconds: 120,
        engines,
        peers: [],
      };
    });
}

/**
 * After every solve, so that a run that is cut short leaves what it has. Programs and solvers that the file has from other
 * runs on this machine stay in it.
 */
function store(rows) {
  const same = (a, b) => ['name', 'n', 'd', 'patterns'].every((key) => a[key] === b[key]);
  const machine = {
    cpu: cpus()[0].model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const stored = existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : undefined;
  const before = isDeepStrictEqual(stored?.machine, machine) ? stored.programs : [];
  const others = before.filter((old) => !rows.some((row) => same(old, row)));
  const merged = rows.map((row) => {
    const former = before.find((old) => same(old, row))?.solves ?? [];
    const kept = former.filter(({ solver }) => !row.solves.some((fresh) => fresh.solver === solver));
    return { ...row, solves: [...kept, ...row.solves] };
  });
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify({ machine, programs: [...others, ...merged] }, null, 2)}\n`);
}

/** One solve in a process of its own, whose seconds are those of the solve alone and whose memory is the process's peak. */
function solveApart(solver, file) {
  const args = ['--solve', file, '--solver', solver, ...(values.python ? ['--python', values.python] : [])];
  const env = { RELUCENT_BLAS_THREADS: '1', ...process.env };
  const child = fork(fileURLToPath(import.meta.url), args, { serialization: 'advanced', env });
  return new Promise((resolve) => {
    let answer = { failed: 'the process ended without a result' };
    const timer = setTimeout(() => {
      answer = { failed: `not ended in ${values.limit} s`, ...spentBy(child.pid) };
      child.kill('SIGKILL');
    }, 1000 * Number(values.limit));
    child.on('message', (message) => {
      answer = message;
    });
    child.on('exit', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

/** What a process that is stopped has used of the processors and of memory; nothing on systems without /proc. */
function spentBy(pid) {
  if (!existsSync(`/proc/${pid}/stat`)) return {};
  const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  // After the name in brackets: user and system time in hundredths of a second, fields 14 and 15 of proc(5).
  const fields = read('stat').split(') ')[1].split(' ');
  const memoryMb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(read('status'))[1]) / 1024);
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memoryMb };
}

function inWords({ failed, reached, cpu, wall, gap, iterations, memoryMb }) {
  if (failed) return cpu === undefined ? failed : `${failed}, ${cpu} CPU s, ${memoryMb} MB`;
  const steps = Object.entries(reached ?? {}).map(
    ([goal, at]) => `${goal}: ${at.cpu.toFixed(1)} (${at.wall.toFixed(1)})`,
  );
  const all = reached ? `CPU (wall) s to ${steps.join(', ')}` : `${cpu.toFixed(1)} (${wall.toFixed(1)}) s`;
  return `${all}; gap ${gap?.toExponential(1)} after ${iterations} iterations, ${memoryMb} MB`;
}
