import { inputError } from '../core/errors.js';
import type { AttackBudget } from '../core/generated/documents.js';
import { type Matrix, norm2, row } from '../core/matrix.js';
import type { AttackContext } from '../plugins/attack.js';

/** Where an attack may move rows. */
export interface Budget {
  /** linf: a box with these half sides per column (d,). l2: a ball with this radius around every row (n,). */
  readonly shape: { readonly norm: 'linf' | 'l2'; readonly radii: Float64Array };
  readonly clip?: readonly [low: number, high: number];
}

/**
 * The budget that options ask for: the threat's box (radii per column); with `radius` a box or ball of that size; with
 * `snr` in dB balls of radius ||x|| 10^(-snr / 20).
 */
export function budgetOf(
  { norm, radius, snr, clip }: AttackBudget,
  { radii: threat }: Pick<AttackContext, 'radii'>,
  x: Matrix,
): Budget {
  const range = clip ? { clip: [clip[0]!, clip[1]!] as const } : {};
  if (snr !== undefined) {
    const share = 10 ** (-snr / 20);
    return {
      shape: { norm: 'l2', radii: Float64Array.from({ length: x.rows }, (_, k) => share * norm2(row(x, k))) },
      ...range,
    };
  }
  if (radius === undefined) return { shape: { norm: 'linf', radii: threat }, ...range };
  return { shape: { norm, radii: new Float64Array(norm === 'l2' ? x.rows : x.cols).fill(radius) }, ...range };
}

/** True where the attack stays inside the threat. */
export function staysInThreat({ radius, snr }: Pick<AttackBudget, 'radius' | 'snr'>): boolean {
  return radius === undefined && snr === undefined;
}

/** Throws InputError for options that contradict each other. */
export function checkBudget(options: AttackBudget, pointer: string): void {
  if (options.norm === 'l2' && staysInThreat(options)) {
    throw inputError(`${pointer}/norm`, 'needs a radius of its own: the threat is an l-infinity box');
  }
  if (options.clip && options.clip[0]! > options.clip[1]!) {
    throw inputError(`${pointer}/clip`, 'must be [low, high] with low <= high');
  }
}

/** Moves every row of `points` to the nearest place inside the budget around its row of `x`, then into the clip range. */
export function project(budget: Budget, x: Matrix, points: Matrix): void {
  const { shape } = budget;
  for (let k = 0; k < x.rows; k++) {
    const clean = row(x, k);
    const point = row(points, k);
    if (shape.norm === 'linf') {
      for (let j = 0; j < x.cols; j++) {
        const radius = shape.radii[j]!;
        point[j] = Math.min(clean[j]! + radius, Math.max(clean[j]! - radius, point[j]!));
      }
    } else {
      const distance = Math.sqrt(point.reduce((sum, value, j) => sum + (value - clean[j]!) ** 2, 0));
      const radius = shape.radii[k]!;
      if (distance > radius) {
        for (let j = 0; j < x.cols; j++) point[j] = clean[j]! + ((point[j]! - clean[j]!) * radius) / distance;
      }
    }
  }
  clipped(budget, points);
}

/** The points with every entry in the clip range; changes them. */
export function clipped({ clip }: Budget, points: Matrix): Matrix {
  if (clip) {
    const [low, high] = clip;
    for (let i = 0; i < points.data.length; i++)
      points.data[i] = Math.min(high, Math.max(low, points.data[i]!));
  }
  return points;
}
