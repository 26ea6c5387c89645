import { inputError } from '../core/errors.js';
import type { ConvexOptions, NetworkDocument } from '../core/generated/documents.js';
import { networkFromDocument } from '../core/network.js';
import { outputCount, type Problem } from '../core/problem.js';
import { asReluNetwork, type ReluNetwork } from '../core/relu-network.js';
import { robustMode } from './robust-mode.js';

/**
 * Throws InputError (`pointer`: of the options) where a start is given that soft-mm cannot improve. The network of
 * another solver's run is not known yet and is looked at when it is.
 */
export function checkStart(problem: Problem, options: ConvexOptions, pointer: string): void {
  const { start, patterns } = options;
  if (!start) return;
  if (robustMode(problem, options) !== 'soft-mm') {
    throw inputError(`${pointer}/start`, 'only robust: soft-mm, under a threat, starts from a network');
  }
  if (outputCount(problem) > 1) {
    throw inputError(`${pointer}/start`, 'several outputs are trained one by one and have no start');
  }
  if (patterns) {
    throw inputError(`${pointer}/patterns`, 'a start stands in place of patterns: leave out one of the two');
  }
  if (start.network) startNetwork(problem, start.network, `${pointer}/start/network`);
}

/** The start as a network. Throws InputError at `pointer` where it does not fit the data or the model. */
export function startNetwork(
  { train: { x } }: Pick<Problem, 'train'>,
  document: NetworkDocument,
  pointer: string,
): ReluNetwork {
  let network: ReluNetwork | undefined;
  try {
    network = asReluNetwork(networkFromDocument(document, x.cols));
  } catch (error) {
    if (error instanceof RangeError) throw inputError(pointer, error.message);
    throw error;
  }
  if (network?.output.rows !== 1) {
    throw inputError(
      `${pointer}/layers`,
      'must be one hidden ReLU layer and one linear output, without biases',
    );
  }
  if (network.hidden.rows === 0)
    throw inputError(`${pointer}/layers/0/weight`, 'has no neurons to start from');
  return network;
}
