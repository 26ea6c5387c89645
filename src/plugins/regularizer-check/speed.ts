import { createRandom } from '../../core/random.js';
import { RegularizerRefused } from './report.js';
import type { Subject } from './subject.js';

const small = 1000;
const factor = 8;
/** Below this time nothing is measured well, and nothing is slow. */
const enoughMs = 60;

/**
 * Eight times as many entries may take some twelve times as long, and `small * factor` entries no more than a second.
 * Returns the entries of the larger input.
 */
export function checkSpeed(subject: Subject): number {
  const params = subject.samples[0]!;
  const random = createRandom(1, 'speed');
  const time = (length: number) => {
    const x = Float64Array.from({ length }, () => random.normal());
    const began = performance.now();
    subject.penalty.prox(x, 0.3, params, { rows: 1, cols: length });
    return performance.now() - began;
  };
  time(small);
  // The least of several times: a busy machine makes some of them longer.
  const long = Math.min(time(small * factor), time(small * factor), time(small * factor));
  if (long <= enoughMs) return small * factor;
  const short = Math.min(time(small), time(small), time(small));
  const growth = long / short;
  if (growth > 3 * factor || long > 1000) {
    throw new RegularizerRefused(
      'too-slow',
      `its operator takes ${long.toFixed(0)} ms for ${small * factor} entries, ${growth.toFixed(0)} times as long as for an eighth of them: its time must grow no faster than the entries, and stay below a second here`,
    );
  }
  return small * factor;
}
