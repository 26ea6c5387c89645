import type { CnnModel } from '../generated/documents.js';
import type { Layer } from '../layers/index.js';
import type { ImageShape } from '../problem.js';
import { convolutionalNetwork } from './c-cnn.js';
import { mobileNetV2 } from './mobilenet-v2.js';
import type { Model } from './model.js';

/** A published network: its layers, every published number of channels c being `scaled(c)`. */
interface Published {
  layers(image: ImageShape, outputs: number, scaled: (channels: number) => number): readonly Layer[];
  /** Least height and width of the images. */
  readonly smallestSide: number;
}

const networks: Readonly<Record<CnnModel['name'], Published>> = {
  // 21 -> 17 -> 9 -> 5 -> 3 -> 1 -> 1.
  'c-cnn': { layers: convolutionalNetwork, smallestSide: 21 },
  'mobilenet-v2': { layers: mobileNetV2, smallestSide: 1 },
};

/** The convolutional networks, by name; `width` multiplies their channels and hidden neurons. */
export const cnn: Model<CnnModel> = {
  check({ name }, { image }, refuse) {
    if (!image) return refuse('', `${name} takes images: idx or cifar10 files, without data.bias`);
    const [, height, width] = image;
    const { smallestSide: side } = networks[name];
    if (Math.min(height, width) < side) {
      refuse('', `${name} takes images of at least ${side} x ${side}, but these are ${height} x ${width}`);
    }
  },

  architecture({ name, width }, { image, outputs }) {
    const scaled = (channels: number) => Math.max(1, Math.round(width * channels));
    return {
      layers: networks[name].layers(image!, outputs, scaled),
      biases: true,
      initial: 'xavier-uniform',
    };
  },
};
