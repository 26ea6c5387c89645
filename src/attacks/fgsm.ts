import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';
import { projectedGradient } from './pgd.js';

/** The fast gradient sign method, x + radii * sgn(grad_x loss): one projected gradient step to the rim of the box. */
export const fgsm: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'fgsm',
  description: 'One step to the rim of the box along the sign of the gradient.',
  optionsSchema: schema('attacks/fgsm.json'),
  references: ['Goodfellow, Shlens, Szegedy: Explaining and Harnessing Adversarial Examples. ICLR 2015'],
  perturb: (victim, sample, context) => projectedGradient(victim, sample, context, 1, 1),
};
