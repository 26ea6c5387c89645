import { type Matrix, row, zeros } from '../../core/matrix.js';
import { isRight } from '../../core/measures.js';
import type { Random } from '../../core/random.js';
import type { Victim } from '../../plugins/attack.js';
import { distortion, type Pixels } from '../pixels.js';
import { projectSparse, type Range } from './projection.js';
import { type TargetClass, targetSlopes } from './target.js';

/** One attack: move `clean` into the target class by changing few pixels. */
export interface Aim {
  readonly clean: Float64Array;
  readonly target: TargetClass;
  readonly range: Range;
}

export interface SearchSettings {
  readonly pixels: Pixels;
  readonly steps: number;
  /** l1 length of a step, in the units of the data. */
  readonly stepLength: number;
  readonly restarts: number;
}

/**
 * For every aim the point with the fewest changed pixels that reaches its target, found by bisection on the number of
 * pixels k between the largest k that failed and the fewest pixels of a success; undefined where even all pixels fail.
 * All aims advance together, each with a k of its own.
 */
export async function fewestPixels(
  victim: Victim,
  aims: readonly Aim[],
  settings: SearchSettings,
  random: Random,
): Promise<(Float64Array | undefined)[]> {
  const { pixels } = settings;
  const found: (Float64Array | undefined)[] = aims.map(() => undefined);
  const failed = aims.map(() => 0);
  const reached = aims.map(() => Number.POSITIVE_INFINITY);
  const next = (i: number): number | undefined => {
    if (failed[i] === pixels.count) return undefined;
    if (reached[i] === Number.POSITIVE_INFINITY) return pixels.count;
    return reached[i]! - failed[i]! > 1 ? Math.floor((failed[i]! + reached[i]!) / 2) : undefined;
  };
  for (;;) {
    const open = aims.flatMap((aim, i) => {
      const k = next(i);
      return k === undefined ? [] : [{ aim, i, k }];
    });
    if (open.length === 0) return found;
    const ends = await tryAll(victim, open, settings, random);
    open.forEach(({ aim, i, k }, at) => {
      const end = ends[at];
      if (!end) failed[i] = k;
      else {
        found[i] = end;
        reached[i] = distortion(pixels, aim.clean, end).l0;
      }
    });
  }
}

interface Try {
  readonly aim: Aim;
  /** Pixels that may change. */
  readonly k: number;
}

/** A success for each try, from up to `restarts` random starts; undefined where none succeeds. */
async function tryAll(
  victim: Victim,
  tries: readonly Try[],
  settings: SearchSettings,
  random: Random,
): Promise<(Float64Array | undefined)[]> {
  const ends: (Float64Array | undefined)[] = tries.map(() => undefined);
  for (let restart = 0; restart < settings.restarts; restart++) {
    const open = tries.flatMap((_, i) => (ends[i] ? [] : [i]));
    if (open.length === 0) break;
    const found = await descend(
      victim,
      open.map((i) => tries[i]!),
      settings,
      random,
    );
    found.forEach((end, at) => {
      ends[open[at]!] = end;
    });
  }
  return ends;
}

/**
 * From a random feasible point, x_{t+1} = Pi_k(x_t - stepLength * G_t / ||G_t||_1), G_t the gradient of the
 * cross-entropy towards the target; ends at the first point in the target class.
 */
async function descend(
  victim: Victim,
  tries: readonly Try[],
  { pixels, steps, stepLength }: SearchSettings,
  random: Random,
): Promise<(Float64Array | undefined)[]> {
  const ends: (Float64Array | undefined)[] = tries.map(() => undefined);
  let open = tries.map((one, i) => ({ ...one, i, point: randomStart(pixels, one, random) }));
  for (let step = 0; step <= steps && open.length > 0; step++) {
    const points = stacked(open.map(({ point }) => point));
    const values = await victim.outputs(points);
    open = open.filter(({ aim, i, point }, at) => {
      const hit = isRight(row(values, at), aim.target);
      if (hit) ends[i] = point;
      return !hit;
    });
    if (step === steps || open.length === 0) break;
    await advance(victim, open, pixels, stepLength);
  }
  return ends;
}

/** One projected step of every open try, in place. */
async function advance(
  victim: Victim,
  open: readonly (Try & { readonly point: Float64Array })[],
  pixels: Pixels,
  stepLength: number,
): Promise<void> {
  const points = stacked(open.map(({ point }) => point));
  const values = await victim.outputs(points);
  const slopes = zeros(values.rows, values.cols);
  for (const [at, { aim }] of open.entries()) {
    row(slopes, at).set(targetSlopes(row(values, at), aim.target));
  }
  const gradients = await victim.gradients(points, slopes);
  open.forEach(({ aim, k, point }, at) => {
    const gradient = row(gradients, at);
    const length = gradient.reduce((sum, slope) => sum + Math.abs(slope), 0);
    if (length === 0) return;
    for (let j = 0; j < point.length; j++) point[j]! -= (stepLength * gradient[j]!) / length;
    projectSparse(pixels, aim.clean, point, aim.range, k);
  });
}

/** k random pixels drawn uniformly from their range, the others clean. */
function randomStart(pixels: Pixels, { aim, k }: Try, random: Random): Float64Array {
  const point = aim.clean.slice();
  for (const p of random.permutation(pixels.count).subarray(0, k)) {
    for (let c = 0; c < pixels.channels; c++) {
      const j = p + c * pixels.count;
      point[j] = aim.range.low[j]! + random.uniform() * (aim.range.high[j]! - aim.range.low[j]!);
    }
  }
  return point;
}

function stacked(points: readonly Float64Array[]): Matrix {
  const matrix = zeros(points.length, points[0]!.length);
  for (const [k, point] of points.entries()) row(matrix, k).set(point);
  return matrix;
}
