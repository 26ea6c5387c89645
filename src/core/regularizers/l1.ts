import { weightsOf } from '../network.js';
import type { Regularizer } from './regularizer.js';

/** The sum of the absolute values of the weights of all layers. */
export const l1: Regularizer = {
  name: 'l1',
  value: (network) =>
    weightsOf(network).reduce((sum, data) => sum + data.reduce((own, w) => own + Math.abs(w), 0), 0),
};
