import type { Conv2DLayerDocument } from '../generated/documents.js';
import { activate, pullThrough } from './activate.js';
import { type KernelLayer, kernelDocument, kernelEntries } from './kernel.js';
import type { Batch, LayerOperations, Shape } from './layer.js';
import { productWithTransposed } from './product.js';
import { eachPlace, type Grid, gridOver, imageOf } from './window.js';

/**
 * activation(kernel * image + bias), a cross-correlation. Shape of the kernel: [height, width, input channels, output
 * channels].
 */
export interface Conv2dLayer extends KernelLayer {
  readonly kind: 'conv2d';
}

type Kernel = readonly [height: number, width: number, inputs: number, outputs: number];

export const conv2d: LayerOperations<Conv2dLayer, Conv2DLayerDocument> = {
  outputShape(layer, input) {
    const { rows, columns } = grid(layer, input);
    return [rows.count, columns.count, layer.shape[3]!];
  },

  forward: (layer, input) => activate(layer.activation, convolve(layer, input)),

  backward(layer, input, slopes) {
    const [, , inputs, outputs] = layer.shape as Kernel;
    const pulls = pullThrough(layer.activation, () => convolve(layer, input), slopes);
    const data = new Float64Array(input.data.length);
    const entries = layer.weight.length / outputs;
    const none = new Float64Array(entries);
    eachRow(layer, input, (k, copy) => {
      const size = slopes.data.length / input.rows;
      const own = pulls.subarray(k * size, (k + 1) * size);
      const seen = productWithTransposed(size / outputs, own, layer.weight, outputs, none);
      copy((place, at) => {
        for (let c = 0; c < inputs; c++) data[place + c]! += seen[at + c]!;
      });
    });
    return { ...input, data };
  },

  parameters({ shape, weight, bias }) {
    const [height, width, inputs, outputs] = shape as Kernel;
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
  const [height, width, inputs] = shape as Kernel;
  const channels = imageOf(input)[2];
  if (channels !== inputs) throw new RangeError(`takes ${inputs} channels, but gets ${channels}`);
  return gridOver(input, [height, width], stride, padding);
}

/** kernel * image + bias, for every row: the patches under the windows, times the kernels. */
function convolve(layer: Conv2dLayer, input: Batch): Batch {
  const [, , inputs, outputs] = layer.shape as Kernel;
  const shape = conv2d.outputShape(layer, input.shape);
  const entries = layer.weight.length / outputs;
  const kernels = transposed(layer.weight, entries, outputs);
  const size = shape[0]! * shape[1]!;
  const data = new Float64Array(input.rows * size * outputs);
  const patches = new Float64Array(size * entries);
  eachRow(layer, input, (k, copy) => {
    // What lies outside the image stays 0: it is the same in every row.
    copy((place, at) => {
      for (let c = 0; c < inputs; c++) patches[at + c] = input.data[place + c]!;
    });
    data.set(productWithTransposed(size, patches, kernels, entries, layer.bias), k * size * outputs);
  });
  return { rows: input.rows, shape, data };
}

/** Calls back with where the channels of each place of row k lie, in the images and in the patches of the row. */
function eachRow(
  layer: Conv2dLayer,
  { rows, shape, data }: Batch,
  work: (k: number, eachCopy: (visit: (place: number, at: number) => void) => void) => void,
): void {
  const [height, width, inputs] = layer.shape as Kernel;
  const windows = grid(layer, shape);
  for (let k = 0; k < rows; k++) {
    const start = (k * data.length) / rows;
    work(k, (visit) =>
      eachPlace(windows, (window, place, tap) =>
        visit(start + place * inputs, (window * height * width + tap) * inputs),
      ),
    );
  }
}

function transposed(entries: Float64Array, rows: number, cols: number): Float64Array {
  return entries.map((_, at) => entries[(at % rows) * cols + Math.floor(at / rows)]!);
}
