import type { ActivationSpec } from '../../../core/activations.js';
import type { BatchNormLayer } from '../../../core/layers/batch-norm.js';
import type { DenseLayer } from '../../../core/layers/dense.js';
import { type Layer, operationsOf } from '../../../core/layers/index.js';
import type { KernelLayer } from '../../../core/layers/kernel.js';
import { type Shape, sizeOf } from '../../../core/layers/layer.js';
import type { PoolLayer } from '../../../core/layers/pool.js';
import { gridOver, type Windows } from '../../../core/layers/window.js';
import type { GraphBuilder, Step } from './graph-builder.js';
import type { Attribute } from './messages.js';

/** The layers one after the other. */
export function applyLayers(graph: GraphBuilder, layers: readonly Layer[], input: Step): Step {
  return layers.reduce<Step>(
    (step, layer) => ({
      name: applyLayer(graph, layer, step),
      shape: operationsOf(layer).outputShape(layer, step.shape),
    }),
    input,
  );
}

/** The value as rows, entries in the order of the layers: channels last. */
export function applyRows(graph: GraphBuilder, { name, shape }: Step): string {
  if (shape.length === 1) return name;
  const turned = graph.apply('Transpose', [name], { perm: { ints: [0, 2, 3, 1] } });
  return graph.apply('Flatten', [turned]);
}

function applyLayer(graph: GraphBuilder, layer: Layer, input: Step): string {
  switch (layer.kind) {
    case 'dense':
      return applyDense(graph, layer, input);
    case 'image': {
      const shape = graph.integers('image', [-1, layer.channels, layer.height, layer.width]);
      return graph.apply('Reshape', [input.name, shape]);
    }
    case 'conv2d': {
      const [height, width, inputs, outputs] = layer.shape as [number, number, number, number];
      return applyConvolution(graph, layer, input, [outputs, inputs, height, width], 1);
    }
    case 'depthwise-conv2d': {
      const [height, width, channels] = layer.shape as [number, number, number];
      return applyConvolution(graph, layer, input, [channels, 1, height, width], channels);
    }
    case 'max-pool':
      return graph.apply('MaxPool', [input.name], poolWindows(layer, input.shape));
    case 'average-pool':
      return graph.apply('AveragePool', [input.name], {
        ...poolWindows(layer, input.shape),
        count_include_pad: { int: 0 },
      });
    case 'global-average-pool':
      return graph.apply('Flatten', [graph.apply('GlobalAveragePool', [input.name])]);
    case 'batch-norm':
      return applyBatchNorm(graph, layer, input);
    case 'residual':
      return graph.apply('Add', [input.name, applyLayers(graph, layer.layers, input).name]);
  }
}

function applyDense(graph: GraphBuilder, { weight, bias, activation }: DenseLayer, input: Step): string {
  const values = input.shape.length === 1 ? weight.data : channelsFirst(weight.data, input.shape);
  const rows = input.shape.length === 1 ? input.name : graph.apply('Flatten', [input.name]);
  const parameters = [
    graph.weight('weight', [weight.rows, weight.cols], values),
    graph.weight('bias', [bias.length], bias),
  ];
  const product = graph.apply('Gemm', [rows, ...parameters], { transB: { int: 1 } });
  return applyActivation(graph, activation, product);
}

/** Rows over images with channels last, as rows over images with channels first. */
function channelsFirst(rows: Float64Array, shape: Shape): Float64Array {
  const channels = shape.at(-1)!;
  const size = sizeOf({ shape });
  const places = size / channels;
  return rows.map((_, at) => {
    const entry = at % size;
    return rows[at - entry + (entry % places) * channels + Math.floor(entry / places)]!;
  });
}

/** Kernels [height, width, rest] with the last axis (or two) in front and in reverse order: [outputs, inputs, height, width]. */
function applyConvolution(
  graph: GraphBuilder,
  layer: KernelLayer,
  input: Step,
  [outputs, inputs, height, width]: readonly [number, number, number, number],
  group: number,
): string {
  const taps = height * width;
  const kernel = layer.weight.map((_, at) => {
    const output = Math.floor(at / (inputs * taps));
    const channel = Math.floor(at / taps) % inputs;
    return layer.weight[((at % taps) * inputs + channel) * outputs + output]!;
  });
  const parameters = [
    graph.weight('kernel', [outputs, inputs, height, width], kernel),
    graph.weight('bias', [outputs], layer.bias),
  ];
  const windows = windowsOf(input.shape, [height, width], layer.stride, layer.padding);
  const product = graph.apply('Conv', [input.name, ...parameters], { ...windows, group: { int: group } });
  return applyActivation(graph, layer.activation, product);
}

function poolWindows({ size, stride, ceil }: PoolLayer, input: Shape) {
  return windowsOf(input, [size, size], stride, ceil ? 'ceil' : 'valid');
}

/** Windows with what they reach beyond the edges written out: [top, left, bottom, right]. */
function windowsOf(
  input: Shape,
  size: readonly [number, number],
  stride: number,
  edge: 'valid' | 'same' | 'ceil',
): Record<string, Attribute> {
  const { input: lengths, rows, columns } = gridOver(input, size, stride, edge);
  const beyond = ({ count, before }: Windows, axis: 0 | 1) =>
    Math.max(0, (count - 1) * stride + size[axis] - before - lengths[axis]);
  return {
    kernel_shape: { ints: [...size] },
    strides: { ints: [stride, stride] },
    pads: { ints: [rows.before, columns.before, beyond(rows, 0), beyond(columns, 1)] },
  };
}

function applyBatchNorm(graph: GraphBuilder, layer: BatchNormLayer, { name }: Step): string {
  const parameters = (['scale', 'shift', 'mean', 'variance'] as const).map((key) =>
    graph.weight(key, [layer[key].length], layer[key]),
  );
  const normalized = graph.apply('BatchNormalization', [name, ...parameters], {
    epsilon: { float: layer.epsilon },
  });
  return applyActivation(graph, layer.activation, normalized);
}

function applyActivation(graph: GraphBuilder, activation: ActivationSpec, name: string): string {
  if (typeof activation === 'object') {
    return graph.apply('LeakyRelu', [name], { alpha: { float: activation.slope } });
  }
  switch (activation) {
    case 'linear':
      return name;
    case 'relu6': {
      const limits = [0, 6].map((limit) => graph.weight('limit', [], Float64Array.of(limit)));
      return graph.apply('Clip', [name, ...limits]);
    }
    default:
      return graph.apply(
        { relu: 'Relu', softplus: 'Softplus', sigmoid: 'Sigmoid', tanh: 'Tanh' }[activation],
        [name],
      );
  }
}
