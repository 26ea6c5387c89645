import { type Layer, sequence } from '../layers/index.js';
import { sizeOf } from '../layers/layer.js';
import type { ImageShape } from '../problem.js';
import { blankBatchNorm, blankConv2d, blankDense, imageLayer } from './blank-layers.js';

/**
 * C1 (5x5, 30), C2 (5x5, 100), C3 (3x3, 500) without padding, each before a 2x2 max-pool that keeps left-over lines
 * (32 -> 28 -> 14 -> 10 -> 5 -> 3 -> 2), then F1 (500), F2 (100), F3 (one per class). A batch norm follows every
 * layer, a ReLU every one but F3.
 * Source: Amini et al., the network "C-CNN".
 */
export function convolutionalNetwork(
  image: ImageShape,
  outputs: number,
  scaled: (channels: number) => number,
) {
  const layers: Layer[] = [imageLayer(image)];
  let channels: number = image[0];
  for (const [size, filters] of [
    [5, scaled(30)],
    [5, scaled(100)],
    [3, scaled(500)],
  ] as const) {
    layers.push(
      blankConv2d([size, size, channels, filters], { stride: 1, padding: 'valid', activation: 'linear' }),
      blankBatchNorm(filters, 'relu'),
      { kind: 'max-pool', size: 2, stride: 2, ceil: true },
    );
    channels = filters;
  }
  let inputs = sizeOf({ shape: sequence.shapes(layers, [sizeOf({ shape: image })]).at(-1)! });
  for (const neurons of [scaled(500), scaled(100)]) {
    layers.push(blankDense(inputs, neurons, 'linear'), blankBatchNorm(neurons, 'relu'));
    inputs = neurons;
  }
  layers.push(blankDense(inputs, outputs, 'linear'), blankBatchNorm(outputs, 'linear'));
  return layers;
}
