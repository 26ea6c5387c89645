import type { ActivationSpec } from '../activations.js';
import type { DenseLayer } from '../layers/dense.js';
import { zeros } from '../matrix.js';

export function blankDense(inputs: number, outputs: number, activation: ActivationSpec): DenseLayer {
  return { kind: 'dense', weight: zeros(outputs, inputs), bias: new Float64Array(outputs), activation };
}
