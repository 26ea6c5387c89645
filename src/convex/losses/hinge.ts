import type { LossBlock } from './loss-block.js';

/**
 * xi_k >= 1 - y_k f_k + reach_k, xi_k >= 0, cost c sum xi (eq. 15 of Bai et al.; standard: reach 0).
 * Dual: theta_k = alpha_k in [0, c], nu_k = -y_k theta_k, value sum theta.
 */
export const hingeBlock: LossBlock = {
  assemble({ builder, y, scale, prediction, reach }) {
    const rows = Array.from(y, (target, k) => {
      const xi = builder.variables(1, scale);
      builder.nonnegative([[xi, 1]], 0);
      return builder.nonnegative(
        [[xi, 1], ...prediction(k, target), ...reach(k, -1, target > 0 ? -1 : 1)],
        -1,
      );
    });
    return (_zero, nonnegative) => {
      const alpha = Float64Array.from(rows, (r) => nonnegative[r]!);
      return { alpha, nu: alpha.map((theta, k) => -y[k]! * theta) };
    };
  },

  clip({ alpha }, y, scale) {
    const theta = alpha.map((value) => Math.min(Math.max(value, 0), scale));
    return { alpha: theta, nu: theta.map((value, k) => -y[k]! * value) };
  },

  dualValue({ alpha }, _y, _scale, tMax) {
    // Beyond t = 1 some theta might leave [0, c].
    const t = Math.min(1, tMax);
    let sum = 0;
    for (const theta of alpha) sum += theta;
    return { value: t * sum, t };
  },
};
