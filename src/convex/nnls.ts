import { addScaled, dot, type Matrix, norm2, row } from '../core/matrix.js';

/** A nonnegative combination of vectors, and what it leaves of the target. */
export interface NonnegativeFit {
  /** l >= 0, one per row of M (n,). */
  readonly weights: Float64Array;
  /** target - M'l (d,), computed from the weights: its norm is right for them however exact the fit is. */
  readonly residual: Float64Array;
}

/** A row may improve the fit when its unit vector has more than this share of the target along the residual. */
const relativeTolerance = 1e-12;
/** Rows whose unit vectors lie this close to the span of those in use add nothing but rounding. */
const dependent = 1e-13;

/**
 * Nonnegative least squares: minimise ||M'l - target|| over l >= 0, for M (n, d) with the vectors as rows.
 *
 * Active-set method of Lawson and Hanson (Solving Least Squares Problems, 1974, ch. 23). The vectors in use are
 * linearly independent, so there are at most d of them: a step costs O(n d + d^3). The residual is minus the projection
 * onto the polar of the cone that the rows span; with M = -diag(s) X it is the projection of the target on
 * {u: s_k x_k . u >= 0}.
 */
export function nnls(m: Matrix, target: Float64Array): NonnegativeFit {
  const lengths = Float64Array.from({ length: m.rows }, (_, k) => norm2(row(m, k)));
  const weights = new Float64Array(m.rows);
  const threshold = relativeTolerance * norm2(target);
  const barred = new Set<number>();
  let used: number[] = [];
  let residual: Float64Array = target.slice();

  for (;;) {
    const entering = steepest(m, lengths, residual, threshold, used, barred);
    if (entering === undefined) return { weights, residual };
    used.push(entering);
    let solved = leastSquares(m, used, target);
    if (!solved || solved.at(-1)! <= 0) {
      // Its improvement is rounding: in exact arithmetic an entering weight is positive.
      used.pop();
      barred.add(entering);
      continue;
    }
    while (solved.some((weight) => weight <= 0)) {
      used = stepToBoundary(weights, used, solved);
      solved = leastSquares(m, used, target)!;
    }
    for (const [i, k] of used.entries()) weights[k] = solved[i]!;
    const next = residualOf(m, used, weights, target);
    // Exact steps shorten the residual every time; once rounding decides, the weights are as good as they get.
    if (norm2(next) < norm2(residual)) barred.clear();
    else barred.add(entering);
    residual = next;
  }
}

/** The unused row that goes furthest along the residual, if any does. */
function steepest(
  m: Matrix,
  lengths: Float64Array,
  residual: Float64Array,
  threshold: number,
  used: readonly number[],
  barred: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let most = threshold;
  for (let k = 0; k < m.rows; k++) {
    if (lengths[k] === 0) continue;
    const slope = dot(row(m, k), residual) / lengths[k]!;
    if (slope > most && !barred.has(k) && !used.includes(k)) {
      most = slope;
      best = k;
    }
  }
  return best;
}

/** Moves the weights towards the unconstrained ones until the first is zero; returns the rows that are still in use. */
function stepToBoundary(weights: Float64Array, used: readonly number[], solved: Float64Array): number[] {
  let step = 1;
  let first = -1;
  for (const [i, k] of used.entries()) {
    if (solved[i]! > 0) continue;
    const length = weights[k]! / (weights[k]! - solved[i]!);
    if (length < step || first < 0) {
      step = length;
      first = k;
    }
  }
  for (const [i, k] of used.entries()) {
    weights[k] = Math.max(0, weights[k]! + step * (solved[i]! - weights[k]!));
  }
  weights[first] = 0;
  return used.filter((k) => weights[k]! > 0);
}

/** Weights of the given rows that fit the target best, by Gram-Schmidt; undefined where the rows are dependent. */
function leastSquares(m: Matrix, used: readonly number[], target: Float64Array): Float64Array | undefined {
  const size = used.length;
  const basis: Float64Array[] = [];
  const upper = new Float64Array(size * size);
  const coordinates = new Float64Array(size);
  const rest = target.slice();
  for (let i = 0; i < size; i++) {
    const vector = row(m, used[i]!).slice();
    const length = norm2(vector);
    // Twice is enough (Kahan, Parlett) to be orthogonal to rounding.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const share = dot(basis[j]!, vector);
        upper[j * size + i]! += share;
        addScaled(vector, -share, basis[j]!);
      }
    }
    const height = norm2(vector);
    if (height <= dependent * length) return undefined;
    upper[i * size + i] = height;
    const unit = vector.map((value) => value / height);
    basis.push(unit);
    coordinates[i] = dot(unit, rest);
    addScaled(rest, -coordinates[i]!, unit);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) coordinates[i]! -= upper[i * size + j]! * coordinates[j]!;
    coordinates[i]! /= upper[i * size + i]!;
  }
  return coordinates;
}

function residualOf(
  m: Matrix,
  used: readonly number[],
  weights: Float64Array,
  target: Float64Array,
): Float64Array {
  const residual = target.slice();
  for (const k of used) addScaled(residual, -weights[k]!, row(m, k));
  return residual;
}
