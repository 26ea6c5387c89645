import { setImmediate } from 'node:timers/promises';
import { boxNorm, dot, type Matrix, row } from '../core/matrix.js';
import type { DenseKernels } from './kernels/dense-kernels.js';
import { coneMargin, type Pattern, signOf } from './patterns/pattern.js';

/** What is known of a pattern's robust cone: a direction inside, a proof that it has none, or neither. */
export type StableFinding = { readonly direction: Float64Array } | 'none' | 'open';

/**
 * Smoothing, as a share of the largest x_k . u in the box: at first, its fall a step, and where that gets slow: from step
 * `patient` on it falls as 1/step, for the few patterns whose game is nearly even.
 */
const smoothing = { first: 0.05, fall: 0.97, slow: 2e-4, patient: 750 } as const;
const mostSteps = 8000;

/**
 * Whether patterns admit stable neurons, for many rows, where a linear program a pattern is too much. Up to its sign
 * the two sides of one matrix game, for all patterns at once:
 *
 *   max over |u_j| <= 1 of  min_k s_k x_k . u - e . |u|   =   min over the simplex of  sum_j (|sum_k l_k s_k x_kj| - e_j)_+.
 *
 * The minimum over rows is smoothed by an entropy, which falls from step to step; accelerated proximal gradients with
 * restarts. A u with a positive margin is a direction inside; weights l with |sum_k l_k s_k x_kj| <= e_j for all j prove
 * that there is none (Gordan). Both are judged in float64.
 *
 * A bias, a constant column of radius 0, is not stepped: its best value balances the rows of either sign, so each sign's
 * weights sum to a half, and they cancel in its column. Other columns of radius 0 leave no room for a proof.
 * Work a step: 4 n d multiply-adds a pattern that is still open. Source of the smoothing: Nesterov, Smooth minimization
 * of non-smooth functions, Math. Program. 103 (2005).
 */
export async function stableGame(
  x: Matrix,
  radii: Float64Array,
  patterns: readonly Pattern[],
  kernels: DenseKernels,
  report: (decided: number) => void,
): Promise<StableFinding[]> {
  const { rows: n, cols: d } = x;
  let [reach, square] = [0, 0];
  for (let k = 0; k < n; k++) {
    const point = row(x, k);
    reach = Math.max(
      reach,
      point.reduce((sum, value) => sum + Math.abs(value), 0),
    );
    square = Math.max(square, dot(point, point));
  }
  const bias = biasColumn(x, radii);
  const findings = new Array<StableFinding>(patterns.length).fill('open');
  let players = patterns.map((pattern, index) => player(pattern, index, n, d));

  for (let step = 0; step < mostSteps && players.length > 0; step++) {
    await setImmediate();
    const slowly = smoothing.slow * Math.min(1, smoothing.patient / step);
    const tau = reach * Math.max(smoothing.first * smoothing.fall ** step, slowly);
    const images = productOf(kernels, players, (one) => one.ahead, x, 'rows');
    const weights = players.map((one, at) =>
      softmin(images.subarray(at * n, (at + 1) * n), one.signs, tau, bias !== undefined),
    );
    const pulls = productOf(kernels, players, (_, at) => weights[at]!, x, 'columns');
    for (const [at, one] of players.entries()) {
      const pull = pulls.subarray(at * d, (at + 1) * d);
      if (bias !== undefined) pull[bias] = 0;
      if (pull.every((value, j) => Math.abs(value) <= radii[j]!)) findings[one.index] = 'none';
      else advance(one, pull, radii, tau / square);
    }
    const points = productOf(kernels, players, (one) => one.point, x, 'rows');
    for (const [at, one] of players.entries()) {
      const [above, below] = leastMargins(points.subarray(at * n, (at + 1) * n), one.signs);
      const least = bias === undefined ? Math.min(above, below) : (above + below) / 2;
      const reach = boxNorm(one.point, radii);
      if (!(least > reach)) continue;
      const direction = one.point.slice();
      if (bias !== undefined) direction[bias] = balance(above, below, reach) / x.data[bias]!;
      if (coneMargin(x, radii, patterns[one.index]!, direction) > 0) findings[one.index] = { direction };
    }
    players = players.filter(({ index }) => findings[index] === 'open');
    report(patterns.length - players.length);
  }
  return findings;
}

/** One pattern's side of the game: its point, and where the next step starts from. */
interface Player {
  readonly index: number;
  readonly signs: Float64Array;
  point: Float64Array;
  ahead: Float64Array;
  momentum: number;
}

function player(pattern: Pattern, index: number, n: number, d: number): Player {
  const signs = Float64Array.from({ length: n }, (_, k) => signOf(pattern, k));
  return { index, signs, point: new Float64Array(d), ahead: new Float64Array(d), momentum: 1 };
}

/** The first column that is constant, not zero and of radius 0. */
function biasColumn(x: Matrix, radii: Float64Array): number | undefined {
  const constant = (j: number) => {
    for (let k = 1; k < x.rows; k++) if (x.data[k * x.cols + j] !== x.data[j]) return false;
    return x.data[j] !== 0;
  };
  const found = radii.findIndex((radius, j) => radius === 0 && constant(j));
  return found < 0 ? undefined : found;
}

/** The least margins s_k x_k . u of the active and of the other rows; infinite where there are none. */
function leastMargins(image: Float64Array, signs: Float64Array): [number, number] {
  let [above, below] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let k = 0; k < image.length; k++) {
    if (signs[k]! > 0) above = Math.min(above, image[k]!);
    else below = Math.min(below, -image[k]!);
  }
  return [above, below];
}

/** What a bias adds to f so that the least margins of either sign are equal; enough for one sign where it is alone. */
function balance(above: number, below: number, reach: number): number {
  if (below === Number.POSITIVE_INFINITY) return 1 + reach - above;
  if (above === Number.POSITIVE_INFINITY) return below - reach - 1;
  return (below - above) / 2;
}

/** The weights s_k l_k, l the softmax of -(s_k image_k) / tau: over all rows, or `balanced`, a half over those of each sign. */
function softmin(image: Float64Array, signs: Float64Array, tau: number, balanced: boolean): Float64Array {
  const [above, below] = leastMargins(image, signs);
  const both = Math.min(above, below);
  const least = (sign: number) => (balanced ? (sign > 0 ? above : below) : both);
  const weights = image.map((value, k) => Math.exp((least(signs[k]!) - signs[k]! * value) / tau));
  let [onActive, onOthers] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    if (signs[k]! > 0) onActive += weights[k]!;
    else onOthers += weights[k]!;
  }
  const total = (sign: number) => (balanced ? 2 * (sign > 0 ? onActive : onOthers) : onActive + onOthers);
  return weights.map((value, k) => (signs[k]! * value) / total(signs[k]!));
}

/** A step along the pull, then the prox of e . |u| on the box; the momentum starts again where it points back. */
function advance(one: Player, pull: Float64Array, radii: Float64Array, step: number): void {
  const next = one.ahead.map((value, j) => {
    const moved = value + step * pull[j]!;
    return Math.sign(moved) * Math.min(1, Math.max(0, Math.abs(moved) - step * radii[j]!));
  });
  let back = 0;
  for (let j = 0; j < next.length; j++) back += (one.ahead[j]! - next[j]!) * (next[j]! - one.point[j]!);
  const momentum = back > 0 ? 1 : (1 + Math.sqrt(1 + 4 * one.momentum ** 2)) / 2;
  const carry = back > 0 ? 0 : (one.momentum - 1) / momentum;
  const from = one.point;
  one.ahead = next.map((value, j) => value + carry * (value - from[j]!));
  one.point = next;
  one.momentum = momentum;
}

/** All players' vectors times X' (over rows: to n values each) or times X (over columns: to d values each). */
function productOf(
  kernels: DenseKernels,
  players: readonly Player[],
  vector: (one: Player, at: number) => Float64Array,
  { rows: n, cols: d, data }: Matrix,
  side: 'rows' | 'columns',
): Float64Array {
  const [inner, cols] = side === 'rows' ? [d, n] : [n, d];
  const stacked = new Float64Array(players.length * inner);
  for (const [at, one] of players.entries()) stacked.set(vector(one, at), at * inner);
  const result = new Float64Array(players.length * cols);
  kernels.product(result, stacked, data, {
    rows: players.length,
    cols,
    inner,
    transposeB: side === 'rows',
  });
  return result;
}
