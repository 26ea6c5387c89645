import type { DlamOptions } from '../../core/generated/documents.js';
import { schema } from '../../core/schemas.js';
import type { StopRule } from '../../core/stop.js';
import type { Trainer } from '../../plugins/trainer.js';
import { refusal } from '../splitting/mlp-problem.js';
import { trainBySweeps } from '../splitting/train.js';
import { dlam } from './algorithm.js';

export const dlamTrainer: Trainer = {
  kind: 'trainer',
  apiVersion: 1,
  path: 'nonconvex',
  name: 'dlam',
  description:
    'Alternating minimisation over weights, preactivations and activations, which stay in a tolerance band around the activation function.',
  optionsSchema: schema('solvers/dlam.json'),
  references: ['Wang, Yu, Chen, Zhao: Deep Learning Alternating Minimization. Preprint'],
  supports(problem) {
    const { name, penaltyOf } = problem.regularizer;
    const regularizers = penaltyOf
      ? [name]
      : ['weight-decay', 'penalties of the weights that have an operator'];
    return refusal(problem, ['squared', 'cross-entropy'], regularizers) ?? true;
  },
  train(problem, given, context) {
    const options = given as DlamOptions;
    return trainBySweeps(
      (tf) => dlam(tf, { ...problem, seed: context.seed }, options),
      { sweeps: options.sweeps, stop: slowDescent(options.tolerance) },
      context,
    );
  },
};

/** The energy F has fallen by no more than `share` of itself a sweep since it was last looked at. */
export function slowDescent(share: number): StopRule {
  let last: { readonly iteration: number; readonly energy: number } | undefined;
  return ({ iteration, residuals }) => {
    const energy = residuals['energy']!;
    const before = last;
    last = { iteration, energy };
    if (!before || iteration === before.iteration) return null;
    const fall = (before.energy - energy) / (iteration - before.iteration) / Math.abs(before.energy);
    if (share === 0 || !(fall <= share)) return null;
    return { status: 'inaccurate', message: `F fell by ${fall.toExponential(1)} of itself in a sweep` };
  };
}
