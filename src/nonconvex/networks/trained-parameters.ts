import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorNetwork } from './tensor-network.js';

/** Positions of the parameters that are trained: all but the statistics. */
export function trainedParameters({ parameters }: TensorNetwork): number[] {
  return parameters.flatMap(({ role }, i) => (role === 'statistic' ? [] : [i]));
}

/** The parameters with others in the given positions. */
export function replaced(parameters: readonly Tensor[], positions: readonly number[], by: readonly Tensor[]) {
  const all = [...parameters];
  positions.forEach((position, i) => {
    all[position] = by[i]!;
  });
  return all;
}
