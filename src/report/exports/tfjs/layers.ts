import type { ActivationSpec } from '../../../core/activations.js';
import { inputError } from '../../../core/errors.js';
import type { BatchNormLayer } from '../../../core/layers/batch-norm.js';
import type { DenseLayer } from '../../../core/layers/dense.js';
import { type Layer, operationsOf } from '../../../core/layers/index.js';
import type { Shape } from '../../../core/layers/layer.js';
import type { PoolLayer } from '../../../core/layers/pool.js';
import { windowsAlong } from '../../../core/layers/window.js';
import type { Step, Topology } from './topology.js';

/** The layers one after the other. Throws InputError. */
export function addLayers(model: Topology, layers: readonly Layer[], input: Step): Step {
  return layers.reduce<Step>(
    (step, layer) => ({
      layer: addLayer(model, layer, step),
      shape: operationsOf(layer).outputShape(layer, step.shape),
    }),
    input,
  );
}

/** The value as rows, entries in the order of the layers. */
export function addRows(model: Topology, { layer, shape }: Step): string {
  return shape.length === 1 ? layer : model.add('Flatten', [layer], {});
}

function addLayer(model: Topology, layer: Layer, input: Step): string {
  switch (layer.kind) {
    case 'dense':
      return addDense(model, layer, input);
    case 'image': {
      const { channels, height, width } = layer;
      const planes = model.add('Reshape', [input.layer], { target_shape: [channels, height, width] });
      return model.add('Permute', [planes], { dims: [2, 3, 1] });
    }
    case 'conv2d':
    case 'depthwise-conv2d': {
      const full = layer.kind === 'conv2d';
      const [height, width] = layer.shape as [number, number];
      const made = model.add(
        full ? 'Conv2D' : 'DepthwiseConv2D',
        [input.layer],
        {
          ...(full ? { filters: layer.shape.at(-1) } : { depth_multiplier: 1 }),
          kernel_size: [height, width],
          strides: [layer.stride, layer.stride],
          padding: layer.padding,
          data_format: 'channels_last',
          use_bias: true,
        },
        {
          [full ? 'kernel' : 'depthwise_kernel']: {
            shape: full ? layer.shape : [...layer.shape, 1],
            values: layer.weight,
          },
          bias: { shape: [layer.bias.length], values: layer.bias },
        },
      );
      return addActivation(model, layer.activation, made);
    }
    case 'max-pool':
      return model.add('MaxPooling2D', [input.layer], poolConfig(layer, input.shape));
    case 'average-pool':
      return model.add('AveragePooling2D', [input.layer], poolConfig(layer, input.shape));
    case 'global-average-pool':
      return model.add('GlobalAveragePooling2D', [input.layer], { data_format: 'channels_last' });
    case 'batch-norm':
      return addBatchNorm(model, layer, input);
    case 'residual':
      return model.add('Add', [input.layer, addLayers(model, layer.layers, input).layer], {});
  }
}

function addDense(model: Topology, { weight, bias, activation }: DenseLayer, input: Step): string {
  const { rows, cols, data } = weight;
  const kernel = data.map((_, at) => data[(at % rows) * cols + Math.floor(at / rows)]!);
  const made = model.add(
    'Dense',
    [addRows(model, input)],
    { units: rows, use_bias: true },
    {
      kernel: { shape: [cols, rows], values: kernel },
      bias: { shape: [rows], values: bias },
    },
  );
  return addActivation(model, activation, made);
}

/** Windows beyond the far edge are those of `same` where they start inside at the near one; otherwise there is no form. */
function poolConfig({ size, stride, ceil }: PoolLayer, [height, width]: Shape) {
  const edges = ceil ? (['valid', 'same'] as const) : (['valid'] as const);
  const padding = edges.find((edge) =>
    [height!, width!].every((length) => {
      if (edge === 'valid' && length < size) return false;
      const wanted = windowsAlong(length, size, stride, ceil ? 'ceil' : 'valid');
      const got = windowsAlong(length, size, stride, edge);
      return wanted.count === got.count && wanted.before === got.before;
    }),
  );
  if (!padding) {
    throw inputError(
      '/network',
      `pools of ${size} x ${size} that reach beyond an image of ${height} x ${width} have no form in TensorFlow.js; onnx has one`,
    );
  }
  return { pool_size: [size, size], strides: [stride, stride], padding, data_format: 'channels_last' };
}

function addBatchNorm(model: Topology, layer: BatchNormLayer, { layer: input }: Step): string {
  const weight = (values: Float64Array) => ({ shape: [values.length], values });
  const made = model.add(
    'BatchNormalization',
    [input],
    { axis: -1, epsilon: layer.epsilon, momentum: 0.99, center: true, scale: true },
    {
      gamma: weight(layer.scale),
      beta: weight(layer.shift),
      moving_mean: weight(layer.mean),
      moving_variance: weight(layer.variance),
    },
  );
  return addActivation(model, layer.activation, made);
}

function addActivation(model: Topology, activation: ActivationSpec, input: string): string {
  if (activation === 'linear') return input;
  return typeof activation === 'object'
    ? model.add('LeakyReLU', [input], { alpha: activation.slope })
    : model.add('Activation', [input], { activation });
}
