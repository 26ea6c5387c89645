import { dot } from '../../core/matrix.js';
import type { LossBlock } from './loss-block.js';

/**
 * Standard: z_k = f_k - y_k, cost c/2 z'z. Adversarial (equivalent to eq. 18 of Bai et al.): z_k >= f_k - y_k + reach above
 * and z_k >= y_k - f_k + reach below.
 * Dual: |nu_k| <= alpha_k, value -||alpha||^2/(2c) - nu.y (standard: alpha = |nu|).
 */
export const squaredBlock: LossBlock = {
  assemble({ builder, y, scale, prediction, reach, reaches }) {
    const rows = Array.from(y, (target, k) => {
      const z = builder.variables(1);
      builder.quadratic(z, scale);
      if (!reaches) return [builder.zero([[z, -1], ...prediction(k, 1)], -target)];
      return [
        builder.nonnegative([[z, 1], ...prediction(k, -1), ...reach(k, -1, 1)], target),
        builder.nonnegative([[z, 1], ...prediction(k, 1), ...reach(k, -1, -1)], -target),
      ];
    });
    return (zero, nonnegative) => {
      // Stationarity in z: c z = nu, and the solver's multiplier of A = -(expression) is -nu on the equality row.
      const nu = Float64Array.from(rows, ([first, second]) =>
        second === undefined ? -zero[first!]! : nonnegative[first!]! - nonnegative[second]!,
      );
      const alpha = Float64Array.from(rows, ([first, second], k) =>
        second === undefined ? Math.abs(nu[k]!) : nonnegative[first!]! + nonnegative[second]!,
      );
      return { nu, alpha };
    };
  },

  clip({ nu, alpha }) {
    return { nu, alpha: alpha.map((value, k) => Math.max(value, Math.abs(nu[k]!))) };
  },

  dualValue({ nu, alpha }, y, scale, tMax) {
    // -t^2 ||alpha||^2/(2c) - t nu.y is a parabola in t: its vertex, clipped to [0, tMax].
    const curvature = dot(alpha, alpha) / scale;
    const slope = -dot(nu, y);
    const t = curvature > 0 ? Math.min(Math.max(slope / curvature, 0), tMax) : 0;
    return { value: t * slope - (t * t * curvature) / 2, t };
  },
};
