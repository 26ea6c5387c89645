import { codesOf, meanHoyer } from '../../core/codes.js';
import { firstRows } from '../../core/first-rows.js';
import { gramDeviation, largestEntry } from '../../core/gram.js';
import type { Matrix } from '../../core/matrix.js';
import { rmse } from '../../core/measures.js';
import { type Network, namedParameters, predict, weightMatricesOf } from '../../core/network.js';
import type { AnyProblem, Sample } from '../../core/problem.js';
import { isCodePenalty } from '../../core/regularizers/code-penalty.js';
import { isGramInfIndicator } from '../../core/regularizers/gram-inf-indicator.js';
import { spectralNorm } from '../../core/spectral-norm.js';

/** Rows that the measures along a run look at. */
const rowsAlongTheRun = 200;

/**
 * Float64 measures of a network along a run: of an autoencoder the Hoyer sparsity of its codes and the RMSE, on the
 * first test rows (training rows where there are none); of any other the spectral norm of every layer's weight.
 */
export function measuresOf(problem: AnyProblem): (network: Network) => Record<string, number> {
  if (isCodePenalty(problem.regularizer)) {
    const sample = firstRows(problem.test ?? problem.train, rowsAlongTheRun);
    return (network) => codeMeasures(network, sample);
  }
  return (network) =>
    Object.fromEntries(
      layerWeights(network).map(({ name, matrix }) => [`spectral norm ${name}`, spectralNorm(matrix)]),
    );
}

/** What the result says about the network that is returned, from all rows. */
export function networkDetails(problem: AnyProblem, network: Network): Record<string, unknown> {
  const { regularizer, train, test } = problem;
  if (isCodePenalty(regularizer)) {
    return { train: codeMeasures(network, train), ...(test ? { test: codeMeasures(network, test) } : {}) };
  }
  const layers = layerWeights(network).map(({ name, matrix }) => ({
    weight: name,
    spectralNorm: spectralNorm(matrix),
    gramDeviation: largestEntry(gramDeviation(matrix)),
  }));
  const violation = isGramInfIndicator(regularizer) ? { violation: regularizer.violation(network) } : {};
  return { ...violation, layers };
}

function codeMeasures(network: Network, { x, y }: Sample) {
  return { hoyer: meanHoyer(codesOf(network, x)), rmse: rmse(predict(network, x), y) };
}

/** The weights of all layers by name, as matrices (outputs, rest). */
function layerWeights(network: Network): { name: string; matrix: Matrix }[] {
  const names = namedParameters(network).flatMap(({ role, name }) => (role === 'weight' ? [name] : []));
  return weightMatricesOf(network).map((matrix, l) => ({ name: names[l]!, matrix }));
}
