import type { ActivationSpec } from '../activations.js';
import type { DenseLayerDocument } from '../generated/documents.js';
import { type Matrix, toRows, zeros } from '../matrix.js';
import { activate, pullThrough } from './activate.js';
import { type Batch, type LayerOperations, sizeOf } from './layer.js';
import { productWithTransposed } from './product.js';

/** activation(W x + b), `weight` W (outputs, inputs). Takes rows of any shape, entries in order. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly weight: Matrix;
  readonly bias: Float64Array;
  readonly activation: ActivationSpec;
}

export const dense: LayerOperations<DenseLayer, DenseLayerDocument> = {
  outputShape({ weight }, input) {
    const inputs = sizeOf({ shape: input });
    if (inputs !== weight.cols) throw doesNotTake(weight.cols, inputs);
    return [weight.rows];
  },

  forward: (layer, input) => activate(layer.activation, affine(layer, input)),

  backward(layer, input, slopes) {
    const { weight } = layer;
    const pulls = pullThrough(layer.activation, () => affine(layer, input), slopes);
    const data = new Float64Array(input.data.length);
    for (let k = 0; k < input.rows; k++) {
      for (let j = 0; j < weight.rows; j++) {
        const pull = pulls[k * weight.rows + j]!;
        if (pull === 0) continue;
        const from = j * weight.cols;
        const to = k * weight.cols;
        for (let c = 0; c < weight.cols; c++) data[to + c]! += pull * weight.data[from + c]!;
      }
    }
    return { ...input, data };
  },

  parameters: ({ weight, bias }) => [
    {
      name: 'weight',
      role: 'weight',
      shape: [weight.rows, weight.cols],
      values: weight.data,
      fans: { in: weight.cols, out: weight.rows },
    },
    { name: 'bias', role: 'bias', shape: [bias.length], values: bias },
  ],

  withParameters: (layer, [weight, bias]) => ({
    ...layer,
    weight: { ...layer.weight, data: weight! },
    bias: bias!,
  }),

  units: ({ weight }) => weight.rows,

  document: ({ kind, weight, bias, activation }) => ({
    kind,
    weight: toRows(weight),
    bias: Array.from(bias),
    activation,
  }),

  fromDocument({ kind, weight, bias, activation }, input) {
    const inputs = sizeOf({ shape: input });
    const matrix = zeros(weight.length, inputs);
    weight.forEach((entries, i) => {
      if (entries.length !== inputs) throw doesNotTake(entries.length, inputs);
      matrix.data.set(entries, i * inputs);
    });
    if (bias.length !== matrix.rows) {
      throw new RangeError(`has ${bias.length} biases for ${matrix.rows} outputs`);
    }
    return { kind, weight: matrix, bias: Float64Array.from(bias), activation };
  },
};

function doesNotTake(takes: number, gets: number): RangeError {
  return new RangeError(`takes ${takes} inputs, but gets ${gets}`);
}

/** W x + b for every row. */
function affine(layer: DenseLayer, input: Batch): Batch {
  const { weight, bias } = layer;
  const shape = dense.outputShape(layer, input.shape);
  const data = productWithTransposed(input.rows, input.data, weight.data, weight.cols, bias);
  return { rows: input.rows, shape, data };
}
