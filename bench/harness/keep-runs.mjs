import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * Writes the runs into the file of a benchmark, each with its machine, in place of those that `same` says are runs of the
 * same thing.
 */
export function keepRuns(path, benchmark, fresh, same) {
  const machine = { node: process.versions.node, cpu: `${cpus().length} x ${cpus()[0].model}` };
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { runs: [] };
  const others = before.runs.filter((old) => !fresh.some((run) => same(run, old)));
  // Files of before had one machine for all their runs.
  const former = { node: before.node, cpu: before.cpu };
  const runs = [
    ...fresh.map((run) => ({ ...run, machine })),
    ...others.map((old) => ({ machine: former, ...old })),
  ];
  writeFileSync(path, `${JSON.stringify({ benchmark, runs }, null, 2)}\n`);
}
