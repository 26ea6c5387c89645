import type { SparseAttack } from '../../core/generated/documents.js';
import { type Matrix, row, zeros } from '../../core/matrix.js';
import type { Sample } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { AttackContext, Attacked, Victim } from '../../plugins/attack.js';
import { distortion, pixelsOf } from '../pixels.js';
import type { Range } from './projection.js';
import { type Aim, fewestPixels } from './search.js';
import { targetsFor } from './target.js';

/** Attacks that are searched for together. */
const together = 256;

/**
 * The targeted attacks on `rows` rows of the sample: every row towards each of its target classes. The attacked point
 * of a row is the success with the fewest changed pixels, the clean row where none succeeds. `reach`: largest change
 * of an entry, beside the clip range.
 */
export async function sparseAttack(
  victim: Victim,
  { x, y }: Sample,
  context: AttackContext,
  options: SparseAttack,
  reach: number,
): Promise<Attacked> {
  const random = createRandom(context.seed, 'sparse attack');
  const rows = evenly(x.rows, options.rows);
  const clip = options.clip ?? rangeOf(x);
  const aims = Array.from(rows).flatMap((k, at) => {
    const clean = row(x, k);
    const range = rangeAround(clean, clip, reach);
    return targetsFor(row(y, k), options.targets, random).map((target) => ({ at, clean, target, range }));
  });
  const settings = {
    pixels: pixelsOf(x.cols, context.image),
    steps: options.steps,
    stepLength: options.stepSize * (clip[1]! - clip[0]!),
    restarts: options.restarts,
  };
  const points = zeros(rows.length, x.cols);
  for (const [at, k] of rows.entries()) row(points, at).set(row(x, k));
  const fewest = new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY);
  const distortions = [];
  for (let from = 0; from < aims.length; from += together) {
    const some: readonly (Aim & { readonly at: number })[] = aims.slice(from, from + together);
    const found = await fewestPixels(victim, some, settings, random);
    for (const [i, point] of found.entries()) {
      if (!point) continue;
      const { at, clean } = some[i]!;
      const size = distortion(settings.pixels, clean, point);
      distortions.push(size);
      if (size.l0 >= fewest[at]!) continue;
      fewest[at] = size.l0;
      row(points, at).set(point);
    }
  }
  return { points, rows, targeted: { attempts: aims.length, distortions } };
}

/** `count` of the numbers 0, ..., n - 1, spread evenly; all where there are fewer. */
function evenly(n: number, count: number): Uint32Array {
  const chosen = Math.min(n, count);
  return Uint32Array.from({ length: chosen }, (_, i) => Math.floor((i * n) / chosen));
}

function rangeOf(x: Matrix): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of x.data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function rangeAround(clean: Float64Array, [low, high]: readonly number[], reach: number): Range {
  return {
    low: clean.map((value) => Math.min(value, Math.max(low!, value - reach))),
    high: clean.map((value) => Math.max(value, Math.min(high!, value + reach))),
  };
}
