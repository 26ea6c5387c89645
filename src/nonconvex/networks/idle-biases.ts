import type { Layer } from '../../core/layers/index.js';

/**
 * Names of the biases right in front of a batch norm, without an activation in between: its mean takes them away
 * again, so that there is nothing to learn. Named as by `sequence.parameters`.
 */
export function biasesBeforeBatchNorm(layers: readonly Layer[], prefix = ''): Set<string> {
  const names = layers.flatMap((layer, l) => {
    if (layer.kind === 'residual') return [...biasesBeforeBatchNorm(layer.layers, `${prefix}${l}.`)];
    const shifted =
      layers[l + 1]?.kind === 'batch-norm' && 'activation' in layer && layer.activation === 'linear';
    return shifted ? [`${prefix}${l}.bias`] : [];
  });
  return new Set(names);
}
