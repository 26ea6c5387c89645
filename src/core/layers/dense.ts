import { type ActivationSpec, activationOf } from '../activations.js';
import type { Matrix } from '../matrix.js';
import { type Batch, type LayerOperations, sizeOf } from './layer.js';

/** activation(W x + b), `weight` W (outputs, inputs). Takes rows of any shape, entries in order. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly weight: Matrix;
  readonly bias: Float64Array;
  readonly activation: ActivationSpec;
}

export const dense: LayerOperations<DenseLayer> = {
  forward(layer, input) {
    const { value } = activationOf(layer.activation);
    const z = affine(layer, input);
    for (let i = 0; i < z.data.length; i++) z.data[i] = value(z.data[i]!);
    return z;
  },

  backward(layer, input, slopes) {
    const { weight } = layer;
    const { slope } = activationOf(layer.activation);
    const z = affine(layer, input);
    const data = new Float64Array(input.data.length);
    for (let k = 0; k < input.rows; k++) {
      for (let j = 0; j < weight.rows; j++) {
        const at = k * weight.rows + j;
        const pull = slopes.data[at]! * slope(z.data[at]!);
        if (pull === 0) continue;
        const from = j * weight.cols;
        const to = k * weight.cols;
        for (let c = 0; c < weight.cols; c++) data[to + c]! += pull * weight.data[from + c]!;
      }
    }
    return { ...input, data };
  },
};

/** W x + b for every row. */
function affine({ weight, bias }: DenseLayer, input: Batch): Batch {
  if (sizeOf(input) !== weight.cols) {
    throw new RangeError(`a dense layer takes ${weight.cols} inputs, not ${sizeOf(input)}`);
  }
  const data = new Float64Array(input.rows * weight.rows);
  for (let k = 0; k < input.rows; k++) {
    const at = k * weight.cols;
    for (let j = 0; j < weight.rows; j++) {
      const from = j * weight.cols;
      let sum = bias[j]!;
      for (let c = 0; c < weight.cols; c++) sum += weight.data[from + c]! * input.data[at + c]!;
      data[k * weight.rows + j] = sum;
    }
  }
  return { rows: input.rows, shape: [weight.rows], data };
}
