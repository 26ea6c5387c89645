import type { DepthwiseConv2DLayerDocument } from '../generated/documents.js';
import { activate, pullThrough } from './activate.js';
import { type KernelLayer, kernelDocument, kernelEntries } from './kernel.js';
import type { Batch, LayerOperations, Shape } from './layer.js';
import { eachPlace, type Grid, gridOver, imageOf } from './window.js';

/** Like conv2d, with one kernel for every channel by itself. Shape of the kernel: [height, width, channels]. */
export interface DepthwiseConv2dLayer extends KernelLayer {
  readonly kind: 'depthwise-conv2d';
}

export const depthwiseConv2d: LayerOperations<DepthwiseConv2dLayer, DepthwiseConv2DLayerDocument> = {
  outputShape(layer, input) {
    const { rows, columns } = grid(layer, input);
    return [rows.count, columns.count, layer.shape[2]!];
  },

  forward: (layer, input) => activate(layer.activation, convolve(layer, input)),

  backward(layer, input, slopes) {
    const channels = layer.shape[2]!;
    const pulls = pullThrough(layer.activation, () => convolve(layer, input), slopes);
    const data = new Float64Array(input.data.length);
    eachPlaceOfRows(layer, input, (output, place, tap) => {
      for (let c = 0; c < channels; c++) data[place + c]! += layer.weight[tap + c]! * pulls[output + c]!;
    });
    return { ...input, data };
  },

  parameters({ shape, weight, bias }) {
    const [height, width, channels] = shape as [number, number, number];
    const taps = height * width;
    return [
      { name: 'weight', role: 'weight', shape, values: weight, fans: { in: taps, out: taps } },
      { name: 'bias', role: 'bias', shape: [channels], values: bias },
    ];
  },

  withParameters: (layer, [weight, bias]) => ({ ...layer, weight: weight!, bias: bias! }),
  units: ({ shape }) => shape[2]!,
  document: kernelDocument,
  fromDocument: (document) => ({ ...document, ...kernelEntries(document) }),
};

function grid({ shape, stride, padding }: DepthwiseConv2dLayer, input: Shape): Grid {
  const [height, width, channels] = shape as [number, number, number];
  const given = imageOf(input)[2];
  if (given !== channels) throw new RangeError(`takes ${channels} channels, but gets ${given}`);
  return gridOver(input, [height, width], stride, padding);
}

/** Where the channels of an output, of the place it sees and of the kernel's entry for that place begin. */
function eachPlaceOfRows(
  layer: DepthwiseConv2dLayer,
  { rows, shape, data }: Batch,
  visit: (output: number, place: number, tap: number) => void,
): void {
  const channels = layer.shape[2]!;
  const windows = grid(layer, shape);
  const count = windows.rows.count * windows.columns.count;
  for (let k = 0; k < rows; k++) {
    const start = (k * data.length) / rows;
    eachPlace(windows, (window, place, tap) =>
      visit((k * count + window) * channels, start + place * channels, tap * channels),
    );
  }
}

/** kernel * image + bias, for every row. */
function convolve(layer: DepthwiseConv2dLayer, input: Batch): Batch {
  const channels = layer.shape[2]!;
  const shape = depthwiseConv2d.outputShape(layer, input.shape);
  const data = new Float64Array(input.rows * shape[0]! * shape[1]! * channels);
  for (let at = 0; at < data.length; at += channels) data.set(layer.bias, at);
  eachPlaceOfRows(layer, input, (output, place, tap) => {
    for (let c = 0; c < channels; c++) data[output + c]! += layer.weight[tap + c]! * input.data[place + c]!;
  });
  return { rows: input.rows, shape, data };
}
