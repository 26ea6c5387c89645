// The one document that a benchmark leaves: name, machine, commit, date and rows.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
  };
}

/** The commit that was measured; "+" where files differ from it. Null outside a clone. */
export function commit() {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src', 'bench') ? '+' : '');
  } catch {
    return null;
  }
}

export function benchmarkDocument(name, rows, more = {}) {
  return { name, machine: machine(), commit: commit(), date: new Date().toISOString(), ...more, rows };
}

/** Prints the rows; with a file, keeps the document there. */
export function report(document, file) {
  console.log(`${document.name}: ${Object.values(document.machine).join(', ')}`);
  for (const row of document.rows) console.log(`  ${rowText(row)}`);
  for (const line of document.skipped ?? []) console.log(`  skipped: ${line}`);
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
}

function rowText({ name, unit, ours, peer, peerName, ratio, spread, goal, reached }) {
  const digits = (value) => Number(value.toPrecision(3));
  const parts = [`${name}: ${digits(ours)} ${unit}`];
  if (peer !== null) parts.push(`${peerName ?? 'peer'} ${digits(peer)} ${unit}`);
  if (ratio !== null) {
    const range = spread?.ratio ? ` (${spread.ratio.map(digits).join(' to ')})` : '';
    parts.push(`ratio ${digits(ratio)}${range}`);
  }
  if (goal !== null) parts.push(`goal ${goal} ${reached ? 'reached' : 'missed'}`);
  return parts.join('; ');
}
