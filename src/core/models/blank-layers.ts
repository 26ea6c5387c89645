import type { ActivationSpec } from '../activations.js';
import type { BatchNormLayer } from '../layers/batch-norm.js';
import type { Conv2dLayer } from '../layers/conv2d.js';
import type { DenseLayer } from '../layers/dense.js';
import type { DepthwiseConv2dLayer } from '../layers/depthwise-conv2d.js';
import type { ImageLayer } from '../layers/image.js';
import { zeros } from '../matrix.js';
import type { ImageShape } from '../problem.js';

export function blankDense(inputs: number, outputs: number, activation: ActivationSpec): DenseLayer {
  return { kind: 'dense', weight: zeros(outputs, inputs), bias: new Float64Array(outputs), activation };
}

export function imageLayer([channels, height, width]: ImageShape): ImageLayer {
  return { kind: 'image', channels, height, width };
}

type Placement = Pick<Conv2dLayer, 'stride' | 'padding' | 'activation'>;

export function blankConv2d(
  shape: readonly [height: number, width: number, inputs: number, outputs: number],
  placement: Placement,
): Conv2dLayer {
  const [height, width, inputs, outputs] = shape;
  const weight = new Float64Array(height * width * inputs * outputs);
  return { kind: 'conv2d', shape, weight, bias: new Float64Array(outputs), ...placement };
}

export function blankDepthwiseConv2d(
  shape: readonly [height: number, width: number, channels: number],
  placement: Placement,
): DepthwiseConv2dLayer {
  const [height, width, channels] = shape;
  const weight = new Float64Array(height * width * channels);
  return { kind: 'depthwise-conv2d', shape, weight, bias: new Float64Array(channels), ...placement };
}

/** The identity up to epsilon, before its activation. */
export function blankBatchNorm(channels: number, activation: ActivationSpec): BatchNormLayer {
  return {
    kind: 'batch-norm',
    scale: new Float64Array(channels).fill(1),
    shift: new Float64Array(channels),
    mean: new Float64Array(channels),
    variance: new Float64Array(channels).fill(1),
    epsilon: 1e-5,
    activation,
  };
}
