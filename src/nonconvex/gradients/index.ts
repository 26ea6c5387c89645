import type { AnyProblem } from '../../core/problem.js';
import type { TensorNetwork } from '../networks/tensor-network.js';
import type { NetworkGradients } from './network-gradients.js';
import { recordedGradients } from './recorded.js';
import { reluGradients } from './relu.js';

/** By hand for one hidden layer, where recording every operation takes a third of a step; recorded for all others. */
export function networkGradients(problem: AnyProblem, network: TensorNetwork): NetworkGradients {
  return problem.model.type === 'relu' ? reluGradients : recordedGradients(network);
}
