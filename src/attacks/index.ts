import type { Attack } from '../plugins/attack.js';
import { fgsm } from './fgsm.js';
import { pgd } from './pgd.js';
import { pgdL0 } from './pgd-l0.js';
import { pgdL0Linf } from './pgd-l0-linf.js';
import { random } from './random.js';
import { regular } from './regular.js';

/** The attacks that come with Relucent. */
export const attacks: readonly Attack[] = [fgsm, pgd, regular, random, pgdL0, pgdL0Linf];
