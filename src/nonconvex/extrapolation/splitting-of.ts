import type { AnyProblem } from '../../core/problem.js';
import { isGramInfIndicator } from '../../core/regularizers/gram-inf-indicator.js';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { codeSplitting } from './code-splitting.js';
import { boundedDeviation, gramSplitting, largestDeviation } from './gram-splitting.js';
import type { Splitting } from './splitting.js';

/** The regularizers that can be split off. */
export const splitRegularizers = ['code-l1', 'gram-inf-norm', 'gram-inf-indicator'] as const;

/** The splitting of a problem's regularizer. Throws a RangeError where it has none. */
export function splittingOf(problem: AnyProblem, network: TensorNetwork): Splitting {
  const { regularizer, weight } = problem;
  if (isGramInfIndicator(regularizer)) return gramSplitting(network, boundedDeviation(regularizer.xi));
  switch (regularizer.name) {
    case 'code-l1':
      return codeSplitting(problem);
    case 'gram-inf-norm':
      return gramSplitting(network, largestDeviation(weight));
    default:
      throw new RangeError(`${regularizer.name} cannot be split off`);
  }
}
