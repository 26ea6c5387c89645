import type { ActivationSpec } from '../../core/activations.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import { withoutSynchronousReads } from '../tensors.js';

/** The activations of the hidden layers of an mlp. Throws a RangeError for other models. */
export function hiddenActivations({ model }: Pick<AnyProblem, 'model'>): ActivationSpec[] {
  if (model.type !== 'mlp') throw new RangeError(`the model ${model.type} is no mlp`);
  return model.hidden.map(() => model.activation);
}

/** Why a splitting method for these losses and regularizers cannot train a problem; undefined where it can. */
export function refusal(
  problem: AnyProblem,
  losses: readonly string[],
  regularizers: readonly string[],
): string | undefined {
  const { model, loss, regularizer } = problem;
  if (model.type !== 'mlp') return `it trains the model "mlp", not "${model.type}"`;
  if (model.outputActivation !== 'linear') return 'it needs a linear output layer';
  if (!losses.includes(loss.name))
    return `cannot train the loss "${loss.name}", only ${losses.join(' and ')}`;
  if (!regularizers.includes(regularizer.name)) {
    return `cannot train with the regularizer "${regularizer.name}", only ${regularizers.join(' and ')}`;
  }
  if (isAdversarial(problem)) return 'it trains on clean rows: leave the threat out';
  return withoutSynchronousReads();
}
