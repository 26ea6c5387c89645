import type { LossBlock } from './loss-block.js';

const bisections = 60;

/**
 * xi_k >= log(1 + exp(-m_k)), m_k = y_k f_k - reach_k, as exp(-m - xi) <= v, exp(-xi) <= w, v + w <= 1: two
 * exponential cones. Dual: theta_k in [0, c], nu_k = -y_k theta_k, value c sum_k H(theta_k / c) with the entropy
 * H(p) = -p log p - (1 - p) log(1 - p).
 */
export const logisticBlock: LossBlock = {
  exponentialCones: true,

  assemble({ builder, y, scale, prediction, reach }) {
    const rows = Array.from(y, (target, k) => {
      const xi = builder.variables(1, scale);
      const v = builder.variables(1);
      const w = builder.variables(1);
      const one = { terms: [], constant: 1 };
      const exponent = [[xi, -1] as const, ...prediction(k, -target), ...reach(k, 1, target > 0 ? -1 : 1)];
      builder.nonnegative(
        [
          [v, -1],
          [w, -1],
        ],
        1,
      );
      builder.exponential({ terms: [[xi, -1]], constant: 0 }, one, { terms: [[w, 1]], constant: 0 });
      return builder.exponential({ terms: exponent, constant: 0 }, one, { terms: [[v, 1]], constant: 0 });
    });
    return (_zero, _nonnegative, exponential) => {
      // The multiplier of the exponent's row is -theta.
      const alpha = Float64Array.from(rows, (r) => -exponential[r]!);
      return { alpha, nu: alpha.map((theta, k) => -y[k]! * theta) };
    };
  },

  clip({ alpha }, y, scale) {
    const theta = alpha.map((value) => Math.min(Math.max(value, 0), scale));
    return { alpha: theta, nu: theta.map((value, k) => -y[k]! * value) };
  },

  dualValue({ alpha }, _y, scale, tMax) {
    const largest = alpha.reduce((a, b) => Math.max(a, b), 0) / scale;
    if (largest === 0) return { value: 0, t: 0 };
    const end = Math.min(tMax, 1 / largest);
    const value = (t: number) => scale * alpha.reduce((sum, theta) => sum + entropy((t * theta) / scale), 0);
    // Concave in t: bisect on the sign of its derivative, sum_k theta_k log((1 - p_k) / p_k).
    const rising = (t: number) => {
      let slope = 0;
      for (const theta of alpha) {
        const p = (t * theta) / scale;
        if (p > 0) slope += theta * (Math.log1p(-Math.min(p, 1)) - Math.log(p));
      }
      return slope > 0;
    };
    let low = 0;
    let high = end;
    for (let i = 0; i < bisections; i++) {
      const middle = (low + high) / 2;
      if (rising(middle)) low = middle;
      else high = middle;
    }
    return { value: value(low), t: low };
  },
};

function entropy(p: number): number {
  const q = 1 - p;
  return -(p > 0 ? p * Math.log(p) : 0) - (q > 0 ? q * Math.log(q) : 0);
}
