import type { GlobalAveragePoolLayerDocument } from '../generated/documents.js';
import type { LayerOperations } from './layer.js';
import { plain } from './plain.js';
import { imageOf } from './window.js';

/** The mean of every channel: [height, width, channels] -> [channels]. */
export interface GlobalAveragePoolLayer {
  readonly kind: 'global-average-pool';
}

export const globalAveragePool: LayerOperations<GlobalAveragePoolLayer, GlobalAveragePoolLayerDocument> = {
  outputShape: (_layer, input) => [imageOf(input)[2]],

  forward(_layer, { rows, shape, data: values }) {
    const [height, width, channels] = imageOf(shape);
    const places = height * width;
    const data = new Float64Array(rows * channels);
    values.forEach((value, at) => {
      const row = Math.floor(at / (places * channels));
      data[row * channels + (at % channels)]! += value / places;
    });
    return { rows, shape: [channels], data };
  },

  backward(_layer, input, slopes) {
    const [height, width, channels] = imageOf(input.shape);
    const places = height * width;
    const data = input.data.map((_, at) => {
      const row = Math.floor(at / (places * channels));
      return slopes.data[row * channels + (at % channels)]! / places;
    });
    return { ...input, data };
  },

  ...plain<GlobalAveragePoolLayer>(),
};
