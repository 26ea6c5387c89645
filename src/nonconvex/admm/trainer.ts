import type { AdmmOptions } from '../../core/generated/documents.js';
import { schema } from '../../core/schemas.js';
import type { Trainer } from '../../plugins/trainer.js';
import { hiddenActivations, refusal } from '../splitting/mlp-problem.js';
import { trainBySweeps } from '../splitting/train.js';
import { admm } from './algorithm.js';
import { slopeBelow } from './hidden-step.js';

export const admmTrainer: Trainer = {
  kind: 'trainer',
  apiVersion: 1,
  path: 'nonconvex',
  name: 'admm',
  description:
    'Alternating direction method of multipliers over weights, preactivations and activations, every block in closed form.',
  optionsSchema: schema('solvers/admm.json'),
  references: [
    'Taylor, Burmeister, Xu, Singh, Patel, Goldstein: Training Neural Networks Without Gradients: A Scalable ADMM Approach. ICML 2016',
  ],
  supports(problem) {
    const refused = refusal(problem, ['hinge', 'squared'], ['weight-decay']);
    if (refused) return refused;
    return hiddenActivations(problem).every((activation) => slopeBelow(activation) !== undefined)
      ? true
      : 'it has closed forms for relu, leaky-relu and linear activations only';
  },
  train(problem, given, context) {
    const options = given as AdmmOptions;
    return trainBySweeps(
      (tf) => admm(tf, { ...problem, seed: context.seed }, options),
      { sweeps: options.sweeps, stop: () => null },
      context,
    );
  },
};
