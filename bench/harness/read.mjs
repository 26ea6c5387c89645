// Stored measurements as rows, those included that were stored before all benchmarks left the same document.

const bare = { peer: null, ratio: null, spread: null, goal: null, reached: null };
const measure = (name, unit, ours, more = {}) => ({ name, unit, ours, ...bare, ...more });

/** Each knows one older form by its fields. */
const older = [
  {
    knows: ({ results }) => results?.[0]?.milliseconds !== undefined,
    rows: ({ results }) => results.flatMap(tensorRows),
  },
  {
    knows: ({ prox, registered }) => prox !== undefined && registered !== undefined,
    rows: ({ prox, registered, checks }) => [
      ...prox.slice(1).map(({ name, ms, ratio }) =>
        measure(`proximal operator of 1e6 entries, ${name}`, 'ms', ms, {
          peer: prox[0].ms,
          peerName: prox[0].name,
          ratio,
        }),
      ),
      ...registered.map(({ name, ms }) => measure(`registration of ${name} over HTTP`, 'ms', ms)),
      ...checks.map(({ name, ms }) => measure(`contract checks of ${name}`, 'ms', ms)),
    ],
  },
  {
    knows: ({ instances }) => instances?.[0]?.decided !== undefined,
    rows: ({ instances }) =>
      instances.flatMap(({ name, rows, seconds, lower, upper }) => [
        measure(`robust accuracy of ${rows} rows, ${name}`, 's', seconds, {
          note: `between ${lower} and ${upper}`,
        }),
      ]),
  },
  {
    knows: ({ instances, growth }) => instances?.[0]?.cells !== undefined && growth !== undefined,
    rows: ({ instances }) =>
      instances.flatMap(({ bias, rows }) =>
        rows.map(({ name, seconds, gap }) =>
          measure(`patterns: ${name}${bias ? ', with a bias' : ''}`, 's', seconds, {
            note: gap === undefined ? undefined : `gap ${gap.toExponential(1)}`,
          }),
        ),
      ),
  },
  {
    knows: ({ programs }) => programs?.[0]?.solves !== undefined,
    rows: ({ programs }) => programs.flatMap(programRows),
  },
  {
    knows: ({ longestTaskMs }) => longestTaskMs !== undefined,
    rows: ({ points, frameMs, longestTaskMs }) => [
      measure(`page with ${points} points, a frame`, 'ms', frameMs.median),
      measure(`page with ${points} points, longest task while live`, 'ms', longestTaskMs.live),
    ],
  },
];

/** Our solves of a program to certified gaps of 1e-3 and less, beside a native peer that ended. */
function programRows({ name, n, d, patterns, solves }) {
  const peer = solves.find(({ solver, cpu }) => solver.includes('native') && cpu !== undefined);
  const ours = solves.filter(({ reached }) => reached !== undefined);
  return ours.flatMap(({ solver, reached, memoryMb }) =>
    Object.entries(reached)
      .filter(([gap]) => Number(gap) <= 1e-3)
      .map(([gap, { cpu }]) =>
        measure(
          `n = ${n}, d = ${d}, P = ${patterns}, ${name} to ${Number(gap).toExponential(0)}, ${solver}`,
          'CPU s',
          cpu,
          {
            note: `${memoryMb} MB`,
            ...(peer && { peer: peer.cpu, peerName: peer.solver, ratio: cpu / peer.cpu }),
          },
        ),
      ),
  );
}

const tensorLayers = { blas: 'OpenBLAS', wasm: 'WebAssembly' };

function tensorRows({ name, threads, milliseconds, timesPytorch, size, batch, rows }) {
  const step = batch ? `${name} step, batch ${batch}` : `${name} sweep, ${rows} rows`;
  const work = size ? `${name} ${size}` : step;
  return Object.keys(timesPytorch).map((layer) =>
    measure(`${work}, ${tensorLayers[layer]}, ${threads} threads`, 'ms', milliseconds[layer].median, {
      peer: milliseconds.pytorch.median,
      peerName: 'PyTorch',
      ratio: timesPytorch[layer].median,
      spread: { ours: [milliseconds[layer].best, milliseconds[layer].worst] },
    }),
  );
}

/** The document in today's form, or undefined where its form is its own. `name` is that of its file. */
export function readRun(stored, name) {
  if (Array.isArray(stored.rows) && stored.machine) return { skipped: [], ...stored, name };
  const form = older.find(({ knows }) => knows(stored));
  if (!form) return undefined;
  return {
    name,
    machine: stored.machine ?? {},
    commit: null,
    date: null,
    skipped: [],
    rows: form.rows(stored),
  };
}
