// Stored measurements as rows, those included that were stored before all benchmarks left the same document.
import { rowOf } from './turns.mjs';

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
      ...prox.slice(1).map(({ name, ms, ratio, spread = null }) =>
        measure(`proximal operator of 1e6 entries, ${name}`, 'ms', ms, {
          peer: prox[0].ms,
          peerName: prox[0].name,
          ratio,
          spread,
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
    knows: ({ rows }) => rows?.[0]?.solver !== undefined && rows[0].tolerance !== undefined,
    rows: ({ rows }) =>
      rows.map(({ n, d, patterns, loss, radius, solver, seconds, status, gap }) =>
        measure(
          `n = ${n}, d = ${d}, P = ${patterns}, ${loss}${radius > 0 ? `, radius ${radius}` : ''}, ${solver}`,
          's',
          seconds,
          { note: Number.isFinite(gap) ? `gap ${gap.toExponential(1)}` : status },
        ),
      ),
  },
  {
    knows: ({ trials }) => trials?.[0]?.jobsPerSecond !== undefined,
    rows: ({ trials }) =>
      trials.flatMap(({ database, work, jobsPerSecond, postMs, completionMs, eventLoopDelayMs }) => {
        const row = (what, unit, value, more) =>
          measure(`${database}, ${work} jobs, ${what}`, unit, value, more);
        return [
          row('jobs done', 'a second', jobsPerSecond, { better: 'more' }),
          row('POST, 99 %', 'ms', postMs.p99),
          row('from POST to result, 50 %', 'ms', completionMs.p50),
          row('delay of the event loop, 99 %', 'ms', eventLoopDelayMs.p99),
        ];
      }),
  },
  {
    knows: ({ trials }) => trials?.[0]?.networksSha256 !== undefined,
    rows: ({ trials }) =>
      trials.map(({ workers, killed, runs, seconds }) =>
        measure(
          `comparison of ${runs} runs, ${workers} workers${killed ? ', one killed' : ''}`,
          's',
          seconds,
          {
            note: 'the same networks',
          },
        ),
      ),
  },
  {
    knows: ({ longestTaskMs }) => longestTaskMs !== undefined,
    rows: ({ points, frameMs, longestTaskMs }) => [
      measure(`page with ${points} points, a frame`, 'ms', frameMs.median),
      measure(`page with ${points} points, longest task while live`, 'ms', longestTaskMs.live),
    ],
  },
];

/**
 * Our solves of a program to certified gaps of 1e-3 and less (the gap asked for where that is larger), beside Clarabel, in
 * WebAssembly and native. Of a peer that was stopped it is known that it takes longer than it had.
 */
function programRows({ name, n, d, patterns, solves }) {
  const peers = solves.filter(({ solver, cpu }) => /clarabel/.test(solver) && cpu !== undefined);
  const ours = solves.filter(({ reached }) => reached !== undefined);
  return ours.flatMap(({ solver, reached, cpu: spent, gap, memoryMb, rounds }) => {
    if (Object.keys(reached).length === 0) {
      const what = `n = ${n}, d = ${d}, P = ${patterns}, ${name}, stopped, ${solver}`;
      return [measure(what, 'CPU s', spent, { note: `gap ${gap.toPrecision(2)}, ${memoryMb} MB`, memoryMb })];
    }
    const fine = Object.entries(reached).filter(([gap]) => Number(gap) <= 1e-3);
    const smallest = Object.entries(reached)
      .sort(([a], [b]) => Number(a) - Number(b))
      .slice(0, 1);
    return (fine.length > 0 ? fine : smallest).flatMap(([gap, { cpu }]) => {
      const what = `n = ${n}, d = ${d}, P = ${patterns}, ${name} to ${Number(gap).toExponential(0)}, ${solver}`;
      // Of a round that did not come so far, what it had used.
      const samples = rounds?.map((round) => round.reached[gap] ?? round.cpu) ?? [cpu];
      const row = (name, beside = {}) => ({
        ...rowOf({ name, unit: 'CPU s', ours: samples, note: `${memoryMb} MB`, ...beside }),
        memoryMb,
        // One solve shows no noise.
        ...(samples.length === 1 && { spread: null }),
      });
      if (peers.length === 0) return [row(what)];
      return peers.map((peer) => {
        // Of a peer's solve that was stopped, or of a single one beside rounds of ours, every round has the same.
        const theirs = samples.map((_, round) => peer.rounds?.[round]?.cpu ?? peer.cpu);
        return row(`${what}, beside ${peer.solver}`, {
          peer: theirs,
          peerName: `${peer.solver}${peer.memoryMb ? `, ${peer.memoryMb} MB` : ''}`,
          ...(peer.failed && {
            note: `${memoryMb} MB; the peer was stopped: the ratio is an upper bound`,
          }),
        });
      });
    });
  });
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
  if (stored.rows?.[0]?.unit && stored.machine) return { skipped: [], ...stored, name };
  const form = older.find(({ knows }) => knows(stored));
  if (!form) return undefined;
  return {
    name,
    machine: stored.machine ?? {},
    commit: null,
    date: null,
    skipped: [],
    tookSeconds: stored.tookSeconds,
    rows: form.rows(stored),
  };
}
