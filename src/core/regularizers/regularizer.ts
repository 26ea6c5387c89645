import type { RegularizerSpec } from '../generated/documents.js';
import type { Matrix } from '../matrix.js';
import type { Network } from '../network.js';
import type { BoundPenalty } from '../proximal/penalty.js';

/** A penalty of the weights, or of the codes of an autoencoder; biases are free. One file each, beside this one. */
export interface Regularizer {
  readonly name: RegularizerSpec['type'];
  /** In float64, before the factor beta. `x` (n, d): the training rows, which a penalty of codes is about. */
  value(network: Network, x: Matrix): number;
  /** Present where that is made of a penalty with an operator: the penalty itself. */
  readonly penalty?: BoundPenalty;
  /**
   * Present where that is the sum over the layers of penalties of their weights: the penalty of the weight of a layer,
   * counted from 0 among the layers that have one.
   */
  penaltyOf?(layer: number): BoundPenalty;
}
