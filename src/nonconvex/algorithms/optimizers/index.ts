import type { GradientOptions } from '../../../core/generated/documents.js';
import { adadelta } from './adadelta.js';
import { adagrad } from './adagrad.js';
import { adagradDecay } from './adagrad-decay.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { momentum } from './momentum.js';
import type { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';

/** Every optimizer with its usual settings, by its name in a spec. */
export const optimizers: { readonly [Name in GradientOptions['optimizer']]: Optimizer } = {
  sgd,
  momentum: momentum({ momentum: 0.9, nesterov: false }),
  adagrad,
  'adagrad-decay': adagradDecay({ decay: 0.9, every: 100 }),
  adadelta,
  adam,
  adamax,
};
