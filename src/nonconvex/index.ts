import type { GradientCommon, GradientOptions, GradientPgdOptions } from '../core/generated/documents.js';
import { schema } from '../core/schemas.js';
import type { Trainer } from '../plugins/trainer.js';
import { fgsm } from './box-attack.js';
import { gradientTrainer } from './gradient-trainer.js';

const kingma = 'Kingma, Ba: Adam: A Method for Stochastic Optimization. ICLR 2015';
const goodfellow = 'Goodfellow, Shlens, Szegedy: Explaining and Harnessing Adversarial Examples. ICLR 2015';
const madry = 'Madry et al.: Towards Deep Learning Models Resistant to Adversarial Attacks. ICLR 2018';
const bai =
  'Bai, Gautam, Gai, Sojoudi: Practical Convex Formulation of Robust One-hidden-layer Neural Network Training. ACC 2022';

/** Trainers by gradient descent on tensors. */
export const nonconvexTrainers: readonly Trainer[] = [
  gradientTrainer<GradientOptions>({
    name: 'gd-std',
    description: 'Gradient descent on the clean training rows: the baseline of adversarial training.',
    optionsSchema: schema('solvers/gradient.json'),
    references: [kingma, bai],
    optimizer: (options) => options.optimizer,
  }),
  gradientTrainer<GradientCommon>({
    name: 'sgd',
    description: 'Stochastic gradient descent on the clean training rows.',
    optionsSchema: schema('solvers/gradient-sgd.json'),
    references: ['Robbins, Monro: A Stochastic Approximation Method. Ann. Math. Statist. 22 (1951)'],
    optimizer: () => 'sgd',
  }),
  gradientTrainer<GradientCommon>({
    name: 'adam',
    description: 'Adam on the clean training rows.',
    optionsSchema: schema('solvers/gradient-adam.json'),
    references: [kingma],
    optimizer: () => 'adam',
  }),
  gradientTrainer<GradientOptions>({
    name: 'gd-fgsm',
    description:
      'Adversarial training: every batch is attacked by one fast-gradient-sign step to the rim of the box.',
    optionsSchema: schema('solvers/gradient.json'),
    references: [goodfellow, bai],
    optimizer: (options) => options.optimizer,
    attack: () => fgsm,
  }),
  gradientTrainer<GradientPgdOptions>({
    name: 'gd-pgd',
    description: 'Adversarial training: every batch is attacked by projected gradient steps inside the box.',
    optionsSchema: schema('solvers/gradient-pgd.json'),
    references: [madry, bai],
    optimizer: (options) => options.optimizer,
    attack: ({ steps, stepFraction }) => ({ steps, stepFraction }),
  }),
];
