import type { AttackBudget } from '../core/generated/documents.js';
import { norm2, row, zeros } from '../core/matrix.js';
import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';
import { budgetOf, checkBudget, clipped, staysInThreat } from './budget.js';
import { lossGradients } from './loss-gradients.js';

/**
 * One step along the gradient G of the loss itself, x + t G, to the rim of the budget: t = radius / ||G||_2 in a ball,
 * the largest t with t |G_j| <= radii_j in a box (columns of radius 0 stay). A row with G = 0 stays.
 */
export const regular: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'regular',
  description: 'One step to the rim of the budget along the gradient.',
  optionsSchema: schema('attacks/regular.json'),
  references: ['Amini et al.: Non-smooth regularisation with extrapolation, the "Regular" attack'],
  staysInThreat: (options) => staysInThreat(options as AttackBudget),
  check: (options, pointer) => checkBudget(options as AttackBudget, pointer),
  async perturb(victim, { x, y }, context, options) {
    const budget = budgetOf(options as AttackBudget, context, x);
    const { norm, radii } = budget.shape;
    const gradients = await lossGradients(victim, x, y, context);
    const points = zeros(x.rows, x.cols);
    for (let k = 0; k < x.rows; k++) {
      const gradient = row(gradients, k).map((slope, j) => (norm === 'linf' && radii[j] === 0 ? 0 : slope));
      const longest =
        norm === 'l2'
          ? radii[k]! / norm2(gradient)
          : gradient.reduce(
              (t, slope, j) => (slope === 0 ? t : Math.min(t, radii[j]! / Math.abs(slope))),
              Infinity,
            );
      const t = Number.isFinite(longest) ? longest : 0;
      const point = row(points, k);
      for (let j = 0; j < x.cols; j++) point[j] = row(x, k)[j]! + t * gradient[j]!;
    }
    return { points: clipped(budget, points) };
  },
};
