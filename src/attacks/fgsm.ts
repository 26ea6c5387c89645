import type { AttackBudget } from '../core/generated/documents.js';
import { row, zeros } from '../core/matrix.js';
import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';
import { budgetOf, checkBudget, clipped, staysInThreat } from './budget.js';
import { lossGradients } from './loss-gradients.js';

/**
 * The fast gradient sign method, one step along sgn(G), G the gradient of the loss: in a box x + radii o sgn(G), in a
 * ball x + radius sgn(G) / ||sgn(G)||_2. A row with G = 0 stays.
 */
export const fgsm: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'fgsm',
  description: 'One step to the rim of the budget along the sign of the gradient.',
  optionsSchema: schema('attacks/fgsm.json'),
  references: ['Goodfellow, Shlens, Szegedy: Explaining and Harnessing Adversarial Examples. ICLR 2015'],
  staysInThreat: (options) => staysInThreat(options as AttackBudget),
  check: (options, pointer) => checkBudget(options as AttackBudget, pointer),
  async perturb(victim, { x, y }, context, options) {
    const budget = budgetOf(options as AttackBudget, context, x);
    const { norm, radii } = budget.shape;
    const gradients = await lossGradients(victim, x, y, context);
    const points = zeros(x.rows, x.cols);
    for (let k = 0; k < x.rows; k++) {
      const signs = row(gradients, k).map(Math.sign);
      const moving = signs.reduce((count, sign) => count + Math.abs(sign), 0);
      const inBall = moving > 0 ? radii[k]! / Math.sqrt(moving) : 0;
      const point = row(points, k);
      for (let j = 0; j < x.cols; j++) {
        point[j] = row(x, k)[j]! + (norm === 'linf' ? radii[j]! : inBall) * signs[j]!;
      }
    }
    return { points: clipped(budget, points) };
  },
};
