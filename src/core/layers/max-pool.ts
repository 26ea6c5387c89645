import type { MaxPoolLayerDocument } from '../generated/documents.js';
import { type Batch, type LayerOperations, sizeOf } from './layer.js';
import { plain } from './plain.js';
import { eachPooled, type PoolLayer, poolShape } from './pool.js';

/** The largest value of every window, channel by channel. The gradient goes to the first place that has it. */
export interface MaxPoolLayer extends PoolLayer {
  readonly kind: 'max-pool';
}

export const maxPool: LayerOperations<MaxPoolLayer, MaxPoolLayerDocument> = {
  outputShape: poolShape,

  forward(layer, input) {
    const shape = poolShape(layer, input.shape);
    const data = Float64Array.from(winners(layer, input), (at) => input.data[at]!);
    return { rows: input.rows, shape, data };
  },

  backward(layer, input, slopes) {
    const data = new Float64Array(input.data.length);
    winners(layer, input).forEach((at, output) => {
      data[at]! += slopes.data[output]!;
    });
    return { ...input, data };
  },

  ...plain<MaxPoolLayer>(),
};

/** For every output, the number of the first entry of its window that is largest. */
function winners(layer: MaxPoolLayer, input: Batch): Int32Array {
  const outputs = input.rows * sizeOf({ shape: poolShape(layer, input.shape) });
  const best = new Int32Array(outputs).fill(-1);
  eachPooled(layer, input, (output, at) => {
    const held = best[output]!;
    if (held < 0 || input.data[at]! > input.data[held]!) best[output] = at;
  });
  return best;
}
