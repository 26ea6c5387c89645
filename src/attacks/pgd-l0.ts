import type { PgdL0Options } from '../core/generated/documents.js';
import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';
import { sparseAttack } from './sparse/attack.js';
import { checkSparse } from './sparse/check.js';

/** Targeted attacks by few pixels of any size within the range of the data; see {@link sparseAttack}. */
export const pgdL0: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'pgd-l0',
  description: 'Targeted: the fewest pixels whose change moves a row into another class.',
  optionsSchema: schema('attacks/pgd-l0.json'),
  references: ['Croce, Hein: Sparse and Imperceivable Adversarial Attacks. ICCV 2019'],
  staysInThreat: () => false,
  check: (options, pointer) => checkSparse(options as PgdL0Options, pointer),
  perturb: (victim, sample, context, options) =>
    sparseAttack(victim, sample, context, options as PgdL0Options, Number.POSITIVE_INFINITY),
};
