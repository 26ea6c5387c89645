import type { PgdL0LinfOptions } from '../core/generated/documents.js';
import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';
import { sparseAttack } from './sparse/attack.js';
import { checkSparse } from './sparse/check.js';

/** Targeted attacks by few pixels, each entry changed by at most `radius`; see {@link sparseAttack}. */
export const pgdL0Linf: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'pgd-l0-linf',
  description: 'Targeted: the fewest pixels whose small change moves a row into another class.',
  optionsSchema: schema('attacks/pgd-l0-linf.json'),
  references: ['Croce, Hein: Sparse and Imperceivable Adversarial Attacks. ICCV 2019'],
  staysInThreat: () => false,
  check: (options, pointer) => checkSparse(options as PgdL0LinfOptions, pointer),
  perturb(victim, sample, context, options) {
    const wanted = options as PgdL0LinfOptions;
    return sparseAttack(victim, sample, context, wanted, wanted.radius);
  },
};
