import { type Layer, operationsOf } from '../../../core/layers/index.js';
import { dense } from './dense.js';
import type { LayerTensors, TensorLayer } from './layer.js';

const kinds: { readonly [Kind in Layer['kind']]: TensorLayer<Extract<Layer, { kind: Kind }>> } = {
  dense,
};

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

/** Each layer with its part of the parameters. */
function owned(layers: readonly Layer[], parameters: LayerTensors) {
  let from = 0;
  return layers.map((layer) => {
    const own = parameters.slice(from, from + operationsOf(layer).parameters(layer).length);
    from += own.length;
    return { layer, kind: kinds[layer.kind] as TensorLayer<Layer>, own };
  });
}
