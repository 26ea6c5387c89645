import type { AveragePoolLayerDocument } from '../generated/documents.js';
import { type Batch, type LayerOperations, sizeOf } from './layer.js';
import { plain } from './plain.js';
import { eachPooled, type PoolLayer, poolShape } from './pool.js';

/** The mean of every window, channel by channel; a window beyond the edge counts what lies inside. */
export interface AveragePoolLayer extends PoolLayer {
  readonly kind: 'average-pool';
}

export const averagePool: LayerOperations<AveragePoolLayer, AveragePoolLayerDocument> = {
  outputShape: poolShape,

  forward(layer, input) {
    const shape = poolShape(layer, input.shape);
    const counts = countsOf(layer, input);
    const data = new Float64Array(counts.length);
    eachPooled(layer, input, (output, at) => {
      data[output]! += input.data[at]! / counts[output]!;
    });
    return { rows: input.rows, shape, data };
  },

  backward(layer, input, slopes) {
    const counts = countsOf(layer, input);
    const data = new Float64Array(input.data.length);
    eachPooled(layer, input, (output, at) => {
      data[at]! += slopes.data[output]! / counts[output]!;
    });
    return { ...input, data };
  },

  ...plain<AveragePoolLayer>(),
};

/** Entries of the input inside the window of every output. */
function countsOf(layer: AveragePoolLayer, input: Batch): Float64Array {
  const counts = new Float64Array(input.rows * sizeOf({ shape: poolShape(layer, input.shape) }));
  eachPooled(layer, input, (output) => {
    counts[output]!++;
  });
  return counts;
}
