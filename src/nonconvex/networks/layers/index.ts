import { type Layer, operationsOf, type ResidualBlock } from '../../../core/layers/index.js';
import { averagePool } from './average-pool.js';
import { batchNorm } from './batch-norm.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwise-conv2d.js';
import { globalAveragePool } from './global-average-pool.js';
import { image } from './image.js';
import type { LayerTensors, TensorLayer } from './layer.js';
import { maxPool } from './max-pool.js';

/** Layers one after the other. */
export const sequence: Required<TensorLayer<readonly Layer[]>> = {
  forward: (tf, layers, parameters, x, training) =>
    owned(layers, parameters).reduce(
      (input, { layer, kind, own }) => kind.forward(tf, layer, own, input, training),
      x,
    ),

  statistics(tf, layers, parameters, x) {
    let input = x;
    return owned(layers, parameters).flatMap(({ layer, kind, own }) => {
      const after = kind.statistics?.(tf, layer, own, input) ?? own;
      input = kind.forward(tf, layer, own, input, true);
      return after;
    });
  },
};

/** x + layers(x). */
const residual: TensorLayer<ResidualBlock> = {
  forward: (tf, { layers }, parameters, x, training) =>
    tf.add(x, sequence.forward(tf, layers, parameters, x, training)),
  statistics: (tf, { layers }, parameters, x) => sequence.statistics(tf, layers, parameters, x),
};

const kinds: { readonly [Kind in Layer['kind']]: TensorLayer<Extract<Layer, { kind: Kind }>> } = {
  dense,
  image,
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'max-pool': maxPool,
  'average-pool': averagePool,
  'global-average-pool': globalAveragePool,
  'batch-norm': batchNorm,
  residual,
};

/** Each layer with its part of the parameters. */
function owned(layers: readonly Layer[], parameters: LayerTensors) {
  let from = 0;
  return layers.map((layer) => {
    const own = parameters.slice(from, from + operationsOf(layer).parameters(layer).length);
    from += own.length;
    return { layer, kind: kinds[layer.kind] as TensorLayer<Layer>, own };
  });
}
