import type { RegularizerSpec } from '../generated/documents.js';
import type { Matrix } from '../matrix.js';
import type { Network } from '../network.js';
import type { BoundPenalty } from '../proximal/penalty.js';

/** A penalty of the weights, or of the codes of an autoencoder; biases are free. One file each, beside this one. */
export interface Regularizer {
  readonly name: RegularizerSpec['type'];
  /** In float64, before the factor beta. `x` (n, d): the training rows, which a penalty of codes is about. */
  value(network: Network, x: Matrix): number;
  /** Present where that is the sum of one separable penalty over all weights, for methods that need its operator. */
  readonly penalty?: BoundPenalty;
}
