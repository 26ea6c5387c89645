import type { Conv2DLayerDocument } from '../generated/documents.js';
import { activate, pullThrough } from './activate.js';
import { type KernelLayer, kernelDocument, kernelEntries } from './kernel.js';
import type { Batch, LayerOperations, Shape } from './layer.js';
import { eachPlace, type Grid, gridOver, imageOf } from './window.js';

/**
 * activation(kernel * image + bias), a cross-correlation. Shape of the kernel: [height, width, input channels, output
 * channels].
 */
export interface Conv2dLayer extends KernelLayer {
  readonly kind: 'conv2d';
}

export const conv2d: LayerOperations<Conv2dLayer, Conv2DLayerDocument> = {
  outputShape(layer, input) {
    const { rows, columns } = grid(layer, input);
    return [rows.count, columns.count, layer.shape[3]!];
  },

  forward: (layer, input) => activate(layer.activation, convolve(layer, input)),

  backward(layer, input, slopes) {
    const [, , inputs, outputs] = layer.shape as [number, number, number, number];
    const { weight } = layer;
    const pulls = pullThrough(layer.activation, convolve(layer, input), slopes);
    const data = new Float64Array(input.data.length);
    const windows = grid(layer, input.shape);
    const inputSize = input.data.length / input.rows;
    const outputSize = pulls.length / input.rows;
    for (let k = 0; k < input.rows; k++) {
      eachPlace(windows, (window, place, tap) => {
        const from = k * outputSize + window * outputs;
        const to = k * inputSize + place * inputs;
        for (let c = 0; c < inputs; c++) {
          const w = (tap * inputs + c) * outputs;
          let sum = 0;
          for (let o = 0; o < outputs; o++) sum += weight[w + o]! * pulls[from + o]!;
          data[to + c]! += sum;
        }
      });
    }
    return { ...input, data };
  },

  parameters({ shape, weight, bias }) {
    const [height, width, inputs, outputs] = shape as [number, number, number, number];
    const taps = height * width;
    return [
      {
        name: 'weight',
        role: 'weight',
        shape,
        values: weight,
        fans: { in: taps * inputs, out: taps * outputs },
      },
      { name: 'bias', role: 'bias', shape: [outputs], values: bias },
    ];
  },

  withParameters: (layer, [weight, bias]) => ({ ...layer, weight: weight!, bias: bias! }),
  units: ({ shape }) => shape[3]!,
  document: kernelDocument,
  fromDocument: (document) => ({ ...document, ...kernelEntries(document) }),
};

function grid({ shape, stride, padding }: Conv2dLayer, input: Shape): Grid {
  const [height, width, inputs] = shape as [number, number, number, number];
  const channels = imageOf(input)[2];
  if (channels !== inputs) throw new RangeError(`takes ${inputs} channels, but gets ${channels}`);
  return gridOver(input, [height, width], stride, padding);
}

/** kernel * image + bias, for every row. */
function convolve(layer: Conv2dLayer, input: Batch): Batch {
  const [, , inputs, outputs] = layer.shape as [number, number, number, number];
  const { weight, bias } = layer;
  const windows = grid(layer, input.shape);
  const shape = conv2d.outputShape(layer, input.shape);
  const count = windows.rows.count * windows.columns.count;
  const inputSize = input.data.length / input.rows;
  const data = new Float64Array(input.rows * count * outputs);
  for (let at = 0; at < data.length; at += outputs) data.set(bias, at);
  for (let k = 0; k < input.rows; k++) {
    eachPlace(windows, (window, place, tap) => {
      const from = k * inputSize + place * inputs;
      const to = (k * count + window) * outputs;
      for (let c = 0; c < inputs; c++) {
        const value = input.data[from + c]!;
        if (value === 0) continue;
        const w = (tap * inputs + c) * outputs;
        for (let o = 0; o < outputs; o++) data[to + o]! += value * weight[w + o]!;
      }
    });
  }
  return { rows: input.rows, shape, data };
}
