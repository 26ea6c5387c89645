import type { ImageLayerDocument } from '../generated/documents.js';
import { type Batch, type LayerOperations, sizeOf } from './layer.js';
import { plain } from './plain.js';

/** Turns rows (channel by channel, line by line) into images of shape [height, width, channels]. */
export interface ImageLayer {
  readonly kind: 'image';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export const image: LayerOperations<ImageLayer, ImageLayerDocument> = {
  outputShape({ channels, height, width }, input) {
    const entries = sizeOf({ shape: input });
    if (entries !== channels * height * width) {
      const wanted = `${channels} x ${height} x ${width}`;
      throw new RangeError(`takes images of ${wanted} entries, but gets rows of ${entries}`);
    }
    return [height, width, channels];
  },

  forward(layer, input) {
    const shape = image.outputShape(layer, input.shape);
    return { ...input, shape, data: reordered(input, layer.channels, layer.height * layer.width) };
  },

  backward: ({ channels, height, width }, input, slopes) => ({
    ...input,
    data: reordered(slopes, height * width, channels),
  }),

  ...plain<ImageLayer>(),
};

/** Every row as the transpose of a `rows` x `columns` table. */
function reordered({ rows: count, data }: Batch, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(data.length);
  for (let k = 0; k < count; k++) {
    const start = k * rows * columns;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) turned[start + j * rows + i] = data[start + i * columns + j]!;
    }
  }
  return turned;
}
