import type { CnnModel } from '../generated/documents.js';
import { convolutionalNetwork, smallestSide } from './c-cnn.js';
import { mobileNetV2 } from './mobilenet-v2.js';
import type { Model } from './model.js';

/** The convolutional networks, by name; `width` multiplies their channels and hidden neurons. */
export const cnn: Model<CnnModel> = ({ name, width }, { image, outputs }, refuse) => {
  if (!image) {
    return refuse('', `${name} takes images: idx or cifar10 files, without data.bias`);
  }
  const [, height, places] = image;
  if (name === 'c-cnn' && Math.min(height, places) < smallestSide) {
    const least = `${smallestSide} x ${smallestSide}`;
    return refuse('', `c-cnn takes images of at least ${least}, but these are ${height} x ${places}`);
  }
  const scaled = (channels: number) => Math.max(1, Math.round(width * channels));
  const build = name === 'c-cnn' ? convolutionalNetwork : mobileNetV2;
  return { layers: build(image, outputs, scaled), biases: true, initial: 'xavier-uniform' };
};
