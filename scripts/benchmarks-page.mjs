// The page over all stored benchmarks, as Markdown.

const number = (value) => (value === 0 ? '0' : String(Number(value.toPrecision(3))));
const range = ([low, high]) => `${number(low)} to ${number(high)}`;

/** A build or operator of our own, or Node doing nothing, is no peer that one loses against. */
const notAPeer = new Set(['before-after', 'startup', 'plugins']);

/**
 * `stored`: by name, the run in today's form (undefined where its form is its own). `quick`: by name, the seconds that a
 * quick form took.
 */
export function benchmarksPage({ suite, goals, stored, quick = {} }) {
  const known = suite.filter(({ name }) => stored[name]?.run);
  const missing = suite.filter(({ name }) => !stored[name]);
  const runs = known.map(({ name }) => stored[name].run);
  const others = Object.keys(stored).filter((name) => !known.some((each) => each.name === name));
  return `${[
    '<!-- Generated from bench/results by `npm run generate`. Do not edit. -->',
    '# Benchmarks',
    'One command runs them, says what became slower than the run that is stored, and stores the new one: `npx relucent bench run` (or `npx relucent bench run NAME`). Every peer runs in the same process tree on the same machine, in turns; figures are medians of at least five rounds, those without a range in brackets of one. *Ratio* is ours over the peer’s, so below 1 we are faster; what stands in brackets are the quartiles over rounds (of older runs: best and worst). Peers in Python need `bench/peers/requirements.txt`; without them a benchmark says what it skips. Most runs were taken on a machine that others used at the same time: trust ratios, not seconds.',
    howLong(quick),
    '## Goals',
    goalTable(goals, stored),
    '## Where a peer is faster',
    losses(runs),
    '## GPU',
    stored.gpu ? 'See below.' : 'Not measured: `bench/gpu` has not been run on a GPU yet.',
    ...known.map(({ name, title }) => section(title, stored[name].run)),
    ...(missing.length > 0
      ? [
          `## Not measured\n\n${missing.map(({ name, title, script }) => `- ${title} (\`${name}\`, \`bench/${script}\`)`).join('\n')}`,
        ]
      : []),
    ...(others.length > 0
      ? [
          `## Stored in a form of their own\n\n${others.map((name) => `- [${name}](../bench/results/${name}.json)`).join('\n')}`,
        ]
      : []),
  ].join('\n\n')}\n`;
}

function howLong(quick) {
  const took = Object.entries(quick).map(([name, seconds]) => `${name} ${seconds} s`);
  const measured =
    took.length > 0 ? ` On the busy machine of these figures they took: ${took.join(', ')}.` : '';
  return `With \`--quick\` most benchmarks have a smaller form, which is kept in \`bench/results/quick\` and compared with the quick run before.${measured} A change counts where the quartiles of the two runs do not meet and the medians differ by a tenth.`;
}

function goalTable(goals, stored) {
  const rows = goals.map(({ of, goal, most, limits, benchmark, row }) => {
    const found = stored[benchmark]?.run?.rows.filter(({ name }) =>
      typeof row === 'string' ? name === row : row.test(name),
    );
    if (!found?.length) return [of, goal, '–', 'not measured'];
    const judged = found.map((each) => judgement(each, most, limits));
    const verdicts = judged.map(({ reached }) => reached);
    const verdict = verdicts.includes(undefined) ? '–' : verdicts.every(Boolean) ? 'reached' : 'missed';
    return [of, goal, judged.map(({ shown }) => shown).join(', '), verdict];
  });
  return table(['', 'goal', 'measured', ''], rows);
}

/** What is shown of a row that a goal asks for, and whether it is reached; undefined where nothing says so. */
function judgement(row, most, limits) {
  if (limits) {
    const memory = limits.memoryMb ? `, ${row.memoryMb} MB` : '';
    const reached = Object.entries(limits).every(([key, limit]) => row[key] <= limit);
    return { shown: `${number(row.ours)} ${row.unit}${memory}`, reached };
  }
  if (row.ratio === null) return { shown: `${number(row.ours)} ${row.unit}` };
  return { shown: `${number(row.ratio)}x`, reached: most === undefined ? undefined : row.ratio <= most };
}

function losses(runs) {
  const rows = runs
    .filter(({ name }) => !notAPeer.has(name))
    .flatMap(({ name: benchmark, rows }) =>
      rows
        .filter(({ ratio }) => ratio !== null && ratio > 1.05)
        .map(({ name, ratio, peerName }) => [benchmark, name, peerName ?? 'peer', `${number(ratio)}x`]),
    );
  return rows.length > 0
    ? table(['benchmark', 'case', 'peer', 'our time over theirs'], rows)
    : 'Nowhere in what is stored.';
}

function section(title, { name, machine, commit, date, skipped, tookSeconds, rows }) {
  const taken = [
    [machine.cpu, machine.cores && `${machine.cores} cores`, machine.memoryGiB && `${machine.memoryGiB} GiB`]
      .filter(Boolean)
      .join(', '),
    machine.node && `Node ${String(machine.node).replace(/^v/, '')}`,
    commit && `commit ${commit}`,
    date?.slice(0, 10),
    tookSeconds && `took ${tookSeconds} s`,
  ].filter(Boolean);
  const growth = rows.some(({ points }) => points);
  return [
    `## ${title}`,
    `\`${name}\`${taken.length > 0 ? `: ${taken.join('; ')}` : ''}.`,
    growth ? growthTable(rows) : rowTable(rows),
    ...(skipped?.length ? [skipped.map((line) => `- skipped: ${line}`).join('\n')] : []),
  ].join('\n\n');
}

function rowTable(rows) {
  const judged = rows.some(({ goal }) => goal !== null && goal !== undefined);
  const compared = rows.some(({ peer }) => peer !== null && peer !== undefined);
  const noted = rows.some(({ note }) => note);
  const columns = [
    '',
    'ours',
    ...(compared ? ['peer', 'ratio'] : []),
    ...(judged ? ['goal'] : []),
    ...(noted ? [''] : []),
  ];
  return table(
    columns,
    rows.map(({ name, unit, ours, peer, peerName, ratio, spread, goal, reached, note }) => [
      name,
      `${number(ours)} ${unit}${spread?.ours && !compared ? ` (${range(spread.ours)})` : ''}`,
      ...(compared
        ? [
            peer === null ? '–' : `${number(peer)} ${unit} (${peerName ?? 'peer'})`,
            ratio === null ? '–' : `${number(ratio)}${spread?.ratio ? ` (${range(spread.ratio)})` : ''}`,
          ]
        : []),
      ...(judged
        ? [goal === null || goal === undefined ? '' : `${number(goal)}, ${reached ? 'reached' : 'missed'}`]
        : []),
      ...(noted ? [note ?? ''] : []),
    ]),
  );
}

function growthTable(rows) {
  return table(
    ['', 'fitted exponent', 'expected for large sizes', 'within', 'points'],
    rows.map(({ name, ours, spread, goal, reached, points }) => [
      name,
      `${ours.toFixed(2)} (${spread.ours.map((value) => value.toFixed(2)).join(' to ')})`,
      `at most ${goal}`,
      reached ? 'yes' : 'no',
      points.map(({ size, value, unit }) => `${size}: ${number(value)} ${unit}`).join(', '),
    ]),
  );
}

function table(columns, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
