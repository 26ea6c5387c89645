import type { ActivationSpec } from '../activations.js';
import type { BatchNormLayerDocument } from '../generated/documents.js';
import { activate, pullThrough } from './activate.js';
import type { Batch, LayerOperations } from './layer.js';

/**
 * activation(scale (x - mean) / sqrt(variance + epsilon) + shift), channel by channel (the last axis), with the
 * statistics of training. Source: Ioffe and Szegedy 2015, Algorithm 2.
 */
export interface BatchNormLayer {
  readonly kind: 'batch-norm';
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly epsilon: number;
  readonly activation: ActivationSpec;
}

export const batchNorm: LayerOperations<BatchNormLayer, BatchNormLayerDocument> = {
  outputShape({ scale }, input) {
    const channels = input.at(-1)!;
    if (channels !== scale.length) {
      throw new RangeError(`takes ${scale.length} channels, but gets ${channels}`);
    }
    return input;
  },

  forward: (layer, input) => activate(layer.activation, normalized(layer, input)),

  backward(layer, input, slopes) {
    const factor = factors(layer);
    const pulls = pullThrough(layer.activation, () => normalized(layer, input), slopes);
    const data = new Float64Array(pulls.length);
    for (let start = 0; start < data.length; start += factor.length)
      for (let c = 0; c < factor.length; c++) data[start + c] = factor[c]! * pulls[start + c]!;
    return { ...input, data };
  },

  parameters: ({ scale, shift, mean, variance }) => [
    { name: 'scale', role: 'gain', shape: [scale.length], values: scale },
    { name: 'shift', role: 'bias', shape: [shift.length], values: shift },
    { name: 'mean', role: 'statistic', shape: [mean.length], values: mean },
    { name: 'variance', role: 'statistic', shape: [variance.length], values: variance },
  ],

  withParameters: (layer, [scale, shift, mean, variance]) => ({
    ...layer,
    scale: scale!,
    shift: shift!,
    mean: mean!,
    variance: variance!,
  }),

  units: () => 0,

  document: (layer) => ({
    ...layer,
    scale: Array.from(layer.scale),
    shift: Array.from(layer.shift),
    mean: Array.from(layer.mean),
    variance: Array.from(layer.variance),
  }),

  fromDocument(document) {
    const { scale, shift, mean, variance } = document;
    const lengths = [scale, shift, mean, variance].map((values) => values.length);
    if (new Set(lengths).size > 1) {
      throw new RangeError(`has scale, shift, mean and variance of lengths ${lengths.join(', ')}`);
    }
    return {
      ...document,
      scale: Float64Array.from(scale),
      shift: Float64Array.from(shift),
      mean: Float64Array.from(mean),
      variance: Float64Array.from(variance),
    };
  },
};

/** scale / sqrt(variance + epsilon). */
function factors({ scale, variance, epsilon }: BatchNormLayer): Float64Array {
  return scale.map((gain, c) => gain / Math.sqrt(variance[c]! + epsilon));
}

/** The values before the activation. */
function normalized(layer: BatchNormLayer, input: Batch): Batch {
  const { mean, shift } = layer;
  const factor = factors(layer);
  const shape = batchNorm.outputShape(layer, input.shape);
  const data = input.data.slice();
  for (let start = 0; start < data.length; start += factor.length) {
    for (let c = 0; c < factor.length; c++) {
      data[start + c] = factor[c]! * (data[start + c]! - mean[c]!) + shift[c]!;
    }
  }
  return { ...input, shape, data };
}
