import type { ActivationSpec } from '../activations.js';
import type { Layer } from '../layers/index.js';
import type { ImageShape } from '../problem.js';
import { blankBatchNorm, blankConv2d, blankDense, blankDepthwiseConv2d, imageLayer } from './blank-layers.js';

/** Expansion, channels, blocks and stride of the first block (Table 2; the second stride is 1 for small images). */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 1],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * MobileNetV2 as it is used for images of 32 x 32: the strides of the first convolution and of the second stage are 1,
 * so that the last feature map is 4 x 4. No convolution has a bias.
 * Source: Sandler et al. 2018, Tables 1 and 2.
 */
export function mobileNetV2(
  image: ImageShape,
  outputs: number,
  scaled: (channels: number) => number,
): Layer[] {
  let channels = scaled(32);
  const layers: Layer[] = [imageLayer(image), ...convolution(3, image[0], channels)];
  for (const [expansion, width, blocks, firstStride] of stages) {
    for (let b = 0; b < blocks; b++) {
      const stride = b === 0 ? firstStride : 1;
      const block = bottleneck(channels, scaled(width), expansion, stride);
      const keepsShape = stride === 1 && channels === scaled(width);
      layers.push(...(keepsShape ? [{ kind: 'residual', layers: block } as const] : block));
      channels = scaled(width);
    }
  }
  const features = scaled(1280);
  layers.push(
    ...convolution(1, channels, features),
    { kind: 'global-average-pool' },
    blankDense(features, outputs, 'linear'),
  );
  return layers;
}

/** Expand (1x1), filter every channel by itself (3x3), project (1x1, without an activation). */
function bottleneck(inputs: number, outputs: number, expansion: number, stride: number): Layer[] {
  const inner = expansion * inputs;
  return [
    ...(expansion > 1 ? convolution(1, inputs, inner) : []),
    blankDepthwiseConv2d([3, 3, inner], { stride, padding: 'same', activation: 'linear' }),
    blankBatchNorm(inner, 'relu6'),
    ...convolution(1, inner, outputs, 'linear'),
  ];
}

function convolution(
  size: number,
  inputs: number,
  outputs: number,
  activation: ActivationSpec = 'relu6',
): Layer[] {
  return [
    blankConv2d([size, size, inputs, outputs], { stride: 1, padding: 'same', activation: 'linear' }),
    blankBatchNorm(outputs, activation),
  ];
}
