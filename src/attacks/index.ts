import type { Attack } from '../plugins/attack.js';
import { fgsm } from './fgsm.js';
import { pgd } from './pgd.js';

/** The attacks that come with Relucent. */
export const attacks: readonly Attack[] = [fgsm, pgd];
