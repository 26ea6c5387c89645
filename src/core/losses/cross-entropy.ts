import type { RowLoss } from './loss.js';

/** -sum_i y_i log softmax(f)_i, y one-hot. */
export const crossEntropy: RowLoss = {
  name: 'cross-entropy',
  over: 'row',
  targets: 'class',
  value(f, y) {
    const { most, total } = exponentials(f);
    const normalizer = most + Math.log(total);
    let sum = 0;
    for (let i = 0; i < f.length; i++) if (y[i] !== 0) sum += y[i]! * (normalizer - f[i]!);
    return sum;
  },
  /** softmax(f) - y. */
  slope(f, y) {
    const { most, total } = exponentials(f);
    return f.map((value, i) => Math.exp(value - most) / total - y[i]!);
  },
};

/** The largest entry, and sum_i exp(f_i - most), which cannot overflow. */
function exponentials(f: Float64Array): { readonly most: number; readonly total: number } {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of f) most = Math.max(most, value);
  let total = 0;
  for (const value of f) total += Math.exp(value - most);
  return { most, total };
}
