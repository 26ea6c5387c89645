import type { PgdOptions } from '../core/generated/documents.js';
import { attackSlopes } from '../core/losses/loss.js';
import { type Matrix, row, zeros } from '../core/matrix.js';
import type { Sample } from '../core/problem.js';
import { schema } from '../core/schemas.js';
import type { Attack, AttackContext, Victim } from '../plugins/attack.js';

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
  perturb(victim, sample, context, options) {
    const { steps, stepFraction } = options as PgdOptions;
    return projectedGradient(victim, sample, context, steps, stepFraction);
  },
};

/**
 * From every row x_0 = x of the sample (n, d), for t = 0, ..., steps - 1:
 *
 *   x_{t+1} = clip(x_t + stepFraction * radii * sgn(grad_x loss(f(x_t), y)), x - radii, x + radii),   sgn(0) = 0,
 *
 * where a hinge counts with its slope also where it is flat ({@link attackSlopes}). Returns x_steps, shape (n, d).
 * No random start; nothing is clipped to a data range.
 */
export async function projectedGradient(
  victim: Victim,
  { x, y }: Sample,
  { loss, radii }: AttackContext,
  steps: number,
  stepFraction: number,
): Promise<Matrix> {
  const attacked = zeros(x.rows, x.cols);
  attacked.data.set(x.data);
  let moving = true;
  for (let t = 0; t < steps && moving; t++) {
    moving = false;
    const values = await victim.outputs(attacked);
    const slopes = zeros(values.rows, values.cols);
    for (let k = 0; k < x.rows; k++) row(slopes, k).set(attackSlopes(loss, row(values, k), row(y, k)));
    const gradients = await victim.gradients(attacked, slopes);
    for (let i = 0; i < x.data.length; i++) {
      const radius = radii[i % x.cols]!;
      const step = attacked.data[i]! + stepFraction * radius * Math.sign(gradients.data[i]!);
      const inside = Math.min(x.data[i]! + radius, Math.max(x.data[i]! - radius, step));
      moving ||= inside !== attacked.data[i];
      attacked.data[i] = inside;
    }
  }
  return attacked;
}
