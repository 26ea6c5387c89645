import type { PgdOptions } from '../core/generated/documents.js';
import type { Loss } from '../core/losses/loss.js';
import { dot, type Matrix, row, zeros } from '../core/matrix.js';
import { inputGradient, type Network } from '../core/network.js';
import type { Sample } from '../core/problem.js';
import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';

/** Projected gradient steps inside the box; see {@link projectedGradient}. */
export const pgd: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'pgd',
  description: 'Projected gradient steps inside the box, from the clean row.',
  optionsSchema: schema('attacks/pgd.json'),
  references: [
    'Madry et al.: Towards Deep Learning Models Resistant to Adversarial Attacks. ICLR 2018',
    'Bai, Gautam, Gai, Sojoudi: Practical Convex Formulation of Robust One-hidden-layer Neural Network Training. ACC 2022, eq. (3)',
  ],
  perturb(network, sample, radii, loss, options) {
    const { steps, stepFraction } = options as PgdOptions;
    return projectedGradient(network, sample, radii, loss, steps, stepFraction);
  },
};

/**
 * From every row x_0 = x of the sample (n, d), for t = 0, ..., steps - 1:
 *
 *   x_{t+1} = clip(x_t + stepFraction * radii * sgn(s grad f(x_t)), x - radii, x + radii),   sgn(0) = 0,
 *
 * with s the sign of the loss's slope in f at f(x_t) (hinge: -y, also where it is flat) and the gradient over the
 * neurons active at x_t itself. Returns x_steps, shape (n, d). No random start; nothing is clipped to a data range.
 */
export function projectedGradient(
  network: Network,
  sample: Sample,
  radii: Float64Array,
  loss: Loss,
  steps: number,
  stepFraction: number,
): Matrix {
  const { x, y } = sample;
  const attacked = zeros(x.rows, x.cols);
  attacked.data.set(x.data);
  for (let k = 0; k < x.rows; k++) {
    const clean = row(x, k);
    const point = row(attacked, k);
    let moving = true;
    for (let t = 0; t < steps && moving; t++) {
      moving = false;
      const gradient = inputGradient(network, point);
      // Without biases f is linear on each cone of constant activity, so f(x) = x . grad f(x).
      const sign = loss.attackSign(dot(gradient, point), y[k]!);
      for (let j = 0; j < x.cols; j++) {
        const step = point[j]! + stepFraction * radii[j]! * Math.sign(sign * gradient[j]!);
        const inside = Math.min(clean[j]! + radii[j]!, Math.max(clean[j]! - radii[j]!, step));
        moving ||= inside !== point[j];
        point[j] = inside;
      }
    }
  }
  return attacked;
}
