import type { AnyProblem } from '../../core/problem.js';
import { isCodePenalty } from '../../core/regularizers/code-penalty.js';
import { isGramInfIndicator } from '../../core/regularizers/gram-inf-indicator.js';
import { isGramPenalty } from '../../core/regularizers/penalty-of-grams.js';
import type { Regularizer } from '../../core/regularizers/regularizer.js';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { withoutSynchronousReads } from '../tensors.js';
import { codeSplitting, sumOfSizes } from './code-splitting.js';
import { boundedDeviation, gramSplitting, largestDeviation } from './gram-splitting.js';
import type { Splitting } from './splitting.js';
import { byOperators, weightSplitting } from './weight-splitting.js';

/** The regularizers that can be split off beside penalties with operators. */
const splitRegularizers = ['code-l1', 'gram-inf-norm', 'gram-inf-indicator'];

/** Why a regularizer cannot be split off, or undefined. */
export function splitObstacle(regularizer: Regularizer): string | undefined {
  const { name, penalty } = regularizer;
  if (splitRegularizers.includes(name)) return undefined;
  if (!penalty) {
    return `it splits off penalties with operators, ${splitRegularizers.join(', ')}, not ${name}`;
  }
  if (isCodePenalty(regularizer) && penalty.structure !== 'entries') {
    return `of codes it splits off sums over the entries, one row at a time; ${name} is none`;
  }
  return withoutSynchronousReads();
}

/** The splitting of a problem's regularizer. Throws a RangeError where it has none. */
export function splittingOf(problem: AnyProblem, network: TensorNetwork): Splitting {
  const { regularizer, weight } = problem;
  if (isGramInfIndicator(regularizer)) return gramSplitting(network, boundedDeviation(regularizer.xi));
  if (isGramPenalty(regularizer))
    return gramSplitting(network, byOperators(weight, regularizer.gramPenaltyOf));
  const { name, penalty, penaltyOf } = regularizer;
  if (name === 'code-l1') return codeSplitting(problem, sumOfSizes(weight));
  if (name === 'gram-inf-norm') return gramSplitting(network, largestDeviation(weight));
  if (penaltyOf) return weightSplitting(network, byOperators(weight, penaltyOf));
  if (penalty) {
    return codeSplitting(
      problem,
      byOperators(weight, () => penalty),
    );
  }
  throw new RangeError(`${name} cannot be split off`);
}
