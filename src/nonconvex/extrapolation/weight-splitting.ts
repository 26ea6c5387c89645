import type { Tensor } from '@tensorflow/tfjs-core';
import type { BoundPenalty } from '../../core/proximal/penalty.js';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { tensorProx, tensorValue } from '../operator.js';
import type { Splitting } from './splitting.js';

/** g = the weights of all layers themselves, r1 a penalty of each. */
export function weightSplitting(
  network: TensorNetwork,
  penalty: Pick<Splitting, 'prox' | 'value'>,
): Splitting {
  const places = network.parameters.flatMap(({ role }, i) => (role === 'weight' ? [i] : []));
  const weights = (parameters: readonly Tensor[]) => places.map((i) => parameters[i]!);
  return {
    perRow: false,
    zeros: (tf) => places.map((i) => tf.zeros([...network.parameters[i]!.shape])),
    features: (_tf, parameters) => weights(parameters),
    valuesAndFeatures: (tf, parameters, x) => ({
      f: network.forward(tf, parameters, x, true),
      g: weights(parameters),
    }),
    ...penalty,
  };
}

/** beta P_l(S_l), summed over the parts l of s, by the operators of P_l. */
export function byOperators(
  beta: number,
  penaltyOf: (part: number) => BoundPenalty,
): Pick<Splitting, 'prox' | 'value'> {
  return {
    prox: (tf, s, step) => s.map((each, l) => tensorProx(tf, penaltyOf(l), each, step * beta)),
    value: (tf, s) =>
      tf.scalar(s.reduce((sum, each, l) => sum + beta * tensorValue(tf, penaltyOf(l), each), 0)),
  };
}
