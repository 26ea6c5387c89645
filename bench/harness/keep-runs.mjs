import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Writes the runs into the file of a benchmark, in place of those that `same` says are runs of the same thing. */
export function keepRuns(path, benchmark, fresh, same) {
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).runs : [];
  const others = before.filter((old) => !fresh.some((run) => same(run, old)));
  const document = {
    benchmark,
    node: process.versions.node,
    cpu: `${cpus().length} x ${cpus()[0].model}`,
    runs: [...fresh, ...others],
  };
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
}
