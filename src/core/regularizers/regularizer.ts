import type { RegularizerSpec } from '../generated/documents.js';
import type { Network } from '../network.js';
import type { BoundPenalty } from '../proximal/penalty.js';

/** A penalty of the weights; biases are free. One file per regularizer, beside this one. */
export interface Regularizer {
  readonly name: RegularizerSpec['type'];
  /** In float64, before the factor beta. */
  value(network: Network): number;
  /** Present where that is the sum of one separable penalty over all weights, for methods that need its operator. */
  readonly penalty?: BoundPenalty;
}
