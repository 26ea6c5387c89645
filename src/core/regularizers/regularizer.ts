import type { RegularizerSpec } from '../generated/documents.js';
import type { Network } from '../network.js';
import type { BoundPenalty } from '../proximal/penalty.js';

/** A penalty of the weights; biases are free. One file per regularizer, beside this one. */
export interface Regularizer {
  readonly name: RegularizerSpec['type'];
  /** In float64, before the factor beta. */
  value(network: Network): number;
  /**
   * Present where that is the sum over the layers of penalties of their weights, for methods that need their operators:
   * the penalty of the weight of a layer, counted from 0 among the layers that have one.
   */
  penaltyOf?(layer: number): BoundPenalty;
}
