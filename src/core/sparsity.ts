import type { Sparsity } from './generated/documents.js';
import { operationsOf } from './layers/index.js';
import { type Network, weightsOf } from './network.js';

/** Hidden neurons and filters, weights, and weights that are exactly zero. Biases are not counted. */
export function sparsityOf(network: Network): Sparsity {
  const weights = weightsOf(network);
  const units = network.layers.map((layer) => operationsOf(layer).units(layer)).filter((count) => count > 0);
  return {
    neurons: units.slice(0, -1).reduce((sum, count) => sum + count, 0),
    zeroWeights: weights.reduce((sum, data) => sum + data.filter((w) => w === 0).length, 0),
    weights: weights.reduce((sum, data) => sum + data.length, 0),
  };
}
