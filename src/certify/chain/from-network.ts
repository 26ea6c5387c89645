import type { ActivationSpec } from '../../core/activations.js';
import { type Layer, operationsOf } from '../../core/layers/index.js';
import { type Shape, sizeOf } from '../../core/layers/layer.js';
import { zeros } from '../../core/matrix.js';
import type { Network } from '../../core/network.js';
import { type Chain, type ChainLayer, denseChain } from './chain.js';

/** Entries of a matrix that may stand for a convolution or a mean. */
const entriesUpTo = 2 ** 18;

/**
 * The network as a chain of dense layers with ReLUs (or leaky ones) in between, for rows of `columns` entries; undefined
 * where it is no such chain. Images, convolutions and means are dense layers too, and are written as such where they are
 * small. Batch norms are not: their bias is a difference, whose rounding a chain does not know of. A ReLU on the outputs
 * too is no chain: its last layer must be linear.
 */
export function chainOfNetwork({ layers }: Network, columns: number): Chain | undefined {
  const chain: ChainLayer[] = [];
  let shape: Shape = [columns];
  for (const layer of layers) {
    const slope = slopeOf('activation' in layer ? layer.activation : 'linear');
    const affine = slope === undefined ? undefined : denseOf(layer, shape);
    if (slope === undefined || !affine) return undefined;
    chain.push({ ...affine, slope });
    shape = operationsOf(layer).outputShape(layer, shape);
  }
  return chain.at(-1)?.slope === 1 ? denseChain(chain) : undefined;
}

/** W and b of a layer before its activation. Every entry of W is a single weight, so that none has been rounded twice. */
function denseOf(layer: Layer, input: Shape): Omit<ChainLayer, 'slope'> | undefined {
  switch (layer.kind) {
    case 'dense':
      return { weight: layer.weight, bias: layer.bias };
    case 'conv2d':
    case 'depthwise-conv2d':
      return written(
        { ...layer, activation: 'linear', bias: new Float64Array(layer.bias.length) },
        input,
        layer.bias,
      );
    case 'image':
    case 'average-pool':
    case 'global-average-pool':
      return written(layer, input, Float64Array.of(0));
    default:
      return undefined;
  }
}

/** The matrix of a linear layer, column by column, and a bias that repeats along the last axis. */
function written(layer: Layer, input: Shape, bias: Float64Array): Omit<ChainLayer, 'slope'> | undefined {
  const operations = operationsOf(layer);
  const [cols, rows] = [sizeOf({ shape: input }), sizeOf({ shape: operations.outputShape(layer, input) })];
  if (rows * cols > entriesUpTo) return undefined;
  const weight = zeros(rows, cols);
  for (let j = 0; j < cols; j++) {
    const unit = new Float64Array(cols);
    unit[j] = 1;
    const column = operations.forward(layer, { rows: 1, shape: input, data: unit }).data;
    for (let i = 0; i < rows; i++) weight.data[i * cols + j] = column[i]!;
  }
  return { weight, bias: Float64Array.from({ length: rows }, (_, i) => bias[i % bias.length]!) };
}

/** Slope below 0 of a piecewise linear activation that is the identity above it. */
function slopeOf(activation: ActivationSpec): number | undefined {
  if (typeof activation !== 'string') return activation.slope;
  return { relu: 0, linear: 1 }[activation as string];
}
