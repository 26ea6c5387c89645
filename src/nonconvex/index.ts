import type {
  AdagradDecayOptions,
  GradientCommon,
  GradientOptions,
  GradientPgdOptions,
  MomentumOptions,
  ParsevalOptions,
} from '../core/generated/documents.js';
import { schema } from '../core/schemas.js';
import type { Trainer } from '../plugins/trainer.js';
import { admmTrainer } from './admm/trainer.js';
import { adagradDecay } from './algorithms/optimizers/adagrad-decay.js';
import { optimizers } from './algorithms/optimizers/index.js';
import { momentum } from './algorithms/optimizers/momentum.js';
import { fgsm } from './box-attack.js';
import { dlamTrainer } from './dlam/trainer.js';
import { extrapolationTrainer } from './extrapolation/trainer.js';
import { gradientTrainer } from './gradient-trainer.js';
import { hardThresholdTrainer } from './hard-threshold-trainer.js';
import { ialamTrainer } from './ialam/trainer.js';
import { rvsmTrainer } from './rvsm-trainer.js';

const robbins = 'Robbins, Monro: A Stochastic Approximation Method. Ann. Math. Statist. 22 (1951)';
const polyak =
  'Polyak: Some Methods of Speeding up the Convergence of Iteration Methods. USSR Comput. Math. Math. Phys. 4 (1964)';
const sutskever =
  'Sutskever, Martens, Dahl, Hinton: On the Importance of Initialization and Momentum in Deep Learning. ICML 2013';
const duchi =
  'Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization. JMLR 12 (2011)';
const deepRec =
  'DeepRec: AdagradDecay Optimizer. https://deeprec.readthedocs.io/en/latest/AdagradDecay-Optimizer.html';
const zeiler = 'Zeiler: ADADELTA: An Adaptive Learning Rate Method. arXiv:1212.5701 (2012)';
const cisse =
  'Cisse, Bojanowski, Grave, Dauphin, Usunier: Parseval Networks: Improving Robustness to Adversarial Examples. ICML 2017';
const kingma = 'Kingma, Ba: Adam: A Method for Stochastic Optimization. ICLR 2015';
const goodfellow = 'Goodfellow, Shlens, Szegedy: Explaining and Harnessing Adversarial Examples. ICLR 2015';
const madry = 'Madry et al.: Towards Deep Learning Models Resistant to Adversarial Attacks. ICLR 2018';
const bai =
  'Bai, Gautam, Gai, Sojoudi: Practical Convex Formulation of Robust One-hidden-layer Neural Network Training. ACC 2022';

/** Trainers on tensors, and by methods of their own in float64. */
export const nonconvexTrainers: readonly Trainer[] = [
  gradientTrainer<GradientOptions>({
    name: 'gd-std',
    description: 'Gradient descent on the clean training rows: the baseline of adversarial training.',
    optionsSchema: schema('solvers/gradient.json'),
    references: [kingma, bai],
    optimizer: ({ optimizer }) => optimizers[optimizer],
  }),
  gradientTrainer<GradientCommon>({
    name: 'sgd',
    description: 'Stochastic gradient descent on the clean training rows.',
    optionsSchema: schema('solvers/gradient-sgd.json'),
    references: [robbins],
    optimizer: () => optimizers.sgd,
  }),
  gradientTrainer<MomentumOptions>({
    name: 'momentum',
    description: 'Stochastic gradient descent with momentum, on the clean training rows.',
    optionsSchema: schema('solvers/gradient-momentum.json'),
    references: [polyak, sutskever],
    optimizer: momentum,
  }),
  gradientTrainer<GradientCommon>({
    name: 'adagrad',
    description: 'AdaGrad on the clean training rows.',
    optionsSchema: schema('solvers/gradient-adagrad.json'),
    references: [duchi],
    optimizer: () => optimizers.adagrad,
    adaptive: true,
  }),
  gradientTrainer<AdagradDecayOptions>({
    name: 'adagrad-decay',
    description: 'AdaGrad whose accumulated squares decay, on the clean training rows.',
    optionsSchema: schema('solvers/gradient-adagrad-decay.json'),
    references: [duchi, deepRec],
    optimizer: adagradDecay,
    adaptive: true,
  }),
  gradientTrainer<GradientCommon>({
    name: 'adadelta',
    description: 'Adadelta on the clean training rows.',
    optionsSchema: schema('solvers/gradient-adadelta.json'),
    references: [zeiler],
    optimizer: () => optimizers.adadelta,
    adaptive: true,
  }),
  gradientTrainer<GradientCommon>({
    name: 'adam',
    description: 'Adam on the clean training rows.',
    optionsSchema: schema('solvers/gradient-adam.json'),
    references: [kingma],
    optimizer: () => optimizers.adam,
    adaptive: true,
  }),
  gradientTrainer<GradientCommon>({
    name: 'adamax',
    description: 'Adamax on the clean training rows.',
    optionsSchema: schema('solvers/gradient-adamax.json'),
    references: [kingma],
    optimizer: () => optimizers.adamax,
    adaptive: true,
  }),
  gradientTrainer<ParsevalOptions>({
    name: 'parseval',
    description:
      'Stochastic gradient descent that pulls the singular values of every weight matrix towards 1 after each step.',
    optionsSchema: schema('solvers/gradient-parseval.json'),
    references: [cisse],
    optimizer: () => optimizers.sgd,
    retraction: ({ retraction }) => retraction,
  }),
  gradientTrainer<GradientOptions>({
    name: 'gd-fgsm',
    description:
      'Adversarial training: every batch is attacked by one fast-gradient-sign step to the rim of the box.',
    optionsSchema: schema('solvers/gradient.json'),
    references: [goodfellow, bai],
    optimizer: ({ optimizer }) => optimizers[optimizer],
    attack: () => fgsm,
  }),
  gradientTrainer<GradientPgdOptions>({
    name: 'gd-pgd',
    description: 'Adversarial training: every batch is attacked by projected gradient steps inside the box.',
    optionsSchema: schema('solvers/gradient-pgd.json'),
    references: [madry, bai],
    optimizer: ({ optimizer }) => optimizers[optimizer],
    attack: ({ steps, stepFraction }) => ({ steps, stepFraction }),
  }),
  rvsmTrainer,
  hardThresholdTrainer,
  dlamTrainer,
  admmTrainer,
  ialamTrainer,
  extrapolationTrainer,
];
