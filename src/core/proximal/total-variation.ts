import type { Penalty } from './penalty.js';

/**
 * sum_i |x_{i+1} - x_i| over the entries row by row: neighbours become equal. The operator is exact and takes time in
 * proportion to the entries.
 */
export const totalVariation: Penalty = {
  name: 'total-variation',
  formula: 'sum |x_{i+1} - x_i|',
  reference:
    'Johnson: A dynamic programming algorithm for the fused lasso and l0-segmentation. J. Comput. Graph. Stat. 22 (2013)',
  structure: 'vector',
  convex: true,
  degree: 1,
  value: variation,
  prox(x, step) {
    const y = smoothed(x, step);
    return { y, value: variation(y) };
  },
  gradient(x) {
    const gradient = new Float64Array(x.length);
    for (let i = 1; i < x.length; i++) {
      const sign = Math.sign(x[i]! - x[i - 1]!);
      gradient[i]! += sign;
      gradient[i - 1]! -= sign;
    }
    return gradient;
  },
  naive: dualDescent,
};

function variation(x: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += Math.abs(x[i]! - x[i - 1]!);
  return sum;
}

/**
 * Let h_i(b) be the least cost of y_1, ..., y_i with y_i = b, and g_i its derivative, which rises and is linear between
 * knots. Then g_1(b) = b - x_1 and g_{i+1}(b) = b - x_{i+1} + g_i(b) cut off at -step and step. The knots lie in a queue
 * that loses some at either end and gains one at each; `low[i]` and `high[i]` are where g_i leaves [-step, step], and y_i
 * is y_{i+1} moved between the two.
 */
function smoothed(x: Float64Array, step: number): Float64Array {
  const n = x.length;
  if (n < 2) return x.slice();
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  // Knot k, first <= k <= last: the line left of it gains slope and offset there.
  const knot = new Float64Array(2 * n);
  const slope = new Float64Array(2 * n);
  const offset = new Float64Array(2 * n);
  let first = n;
  let last = n - 1;
  for (let i = 0; i < n; i++) {
    // The outermost lines of g_i: what was cut off at -step and at step, plus b - x_i.
    const edge = i === 0 ? 0 : step;
    let [a, c] = [1, -edge - x[i]!];
    const level = i === n - 1 ? 0 : -step;
    while (first <= last && a * knot[first]! + c <= level) {
      a += slope[first]!;
      c += offset[first]!;
      first++;
    }
    low[i] = (level - c) / a;
    if (i === n - 1) break;
    let [d, e] = [1, edge - x[i]!];
    while (first <= last && d * knot[last]! + e >= step) {
      d -= slope[last]!;
      e -= offset[last]!;
      last--;
    }
    high[i] = (step - e) / d;
    // Cut off: -step to the left of low, then the line a b + c; the line d b + e, then step to the right of high.
    first--;
    knot[first] = low[i]!;
    slope[first] = a;
    offset[first] = c + step;
    last++;
    knot[last] = high[i]!;
    slope[last] = -d;
    offset[last] = step - e;
  }
  const y = new Float64Array(n);
  y[n - 1] = low[n - 1]!;
  for (let i = n - 2; i >= 0; i--) y[i] = Math.min(high[i]!, Math.max(low[i]!, y[i + 1]!));
  return y;
}

/** y = x - D'u, u by accelerated projected descent on ||x - D'u||^2 / 2 over |u| <= step. */
function dualDescent(x: Float64Array, step: number): Float64Array {
  const n = Math.max(0, x.length - 1);
  let u = new Float64Array(n);
  let ahead = u;
  let t = 1;
  const from = (v: Float64Array) => x.map((each, i) => each + (i < n ? v[i]! : 0) - (i > 0 ? v[i - 1]! : 0));
  for (let k = 0; k < 20_000; k++) {
    const y = from(ahead);
    const next = ahead.map((each, i) => Math.max(-step, Math.min(step, each + (y[i + 1]! - y[i]!) / 4)));
    const longer = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    const momentum = (t - 1) / longer;
    ahead = next.map((each, i) => each + momentum * (each - u[i]!));
    const still = next.every((each, i) => each === u[i]);
    u = next;
    t = longer;
    if (still && k > 100) break;
  }
  return from(u);
}
