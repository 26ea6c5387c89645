import { createHash, type Hash } from 'node:crypto';
import type { Sample } from '../core/problem.js';

/** Entries hashed at a time: one update takes less than 2^31 bytes. */
const chunk = 2 ** 24;

/** SHA-256 over shapes and bytes of the prepared arrays, as hexadecimal: equal data have equal fingerprints. */
export function dataFingerprint(train: Sample, test: Sample | undefined): string {
  const hash = createHash('sha256');
  for (const [name, sample] of [
    ['train', train],
    ['test', test],
  ] as const) {
    if (!sample) continue;
    const outputs = sample.y.cols === 1 ? '' : ` -> ${sample.y.cols}`;
    hash.update(`${name} ${sample.x.rows} x ${sample.x.cols}${outputs}\n`);
    update(hash, sample.x.data);
    update(hash, sample.y.data);
  }
  return hash.digest('hex');
}

function update(hash: Hash, values: Float64Array): void {
  for (let start = 0; start < values.length; start += chunk)
    hash.update(values.subarray(start, start + chunk));
}
