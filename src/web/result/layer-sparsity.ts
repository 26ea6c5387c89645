import type { LayerDocument } from '#relucent/core/generated/documents.js';

export interface LayerSparsity {
  readonly name: string;
  readonly shape: string;
  readonly weights: number;
  readonly zeros: number;
}

/** How many weights of every layer that has any are exactly zero; the layers of residual blocks one by one. */
export function layerSparsity(layers: readonly LayerDocument[], prefix = ''): LayerSparsity[] {
  return layers.flatMap((layer, k) => {
    const name = `${prefix}${k + 1}`;
    if (layer.kind === 'residual') return layerSparsity(layer.layers, `${name}.`);
    if (!('weight' in layer)) return [];
    const weights = layer.weight.flat();
    const shape = layer.kind === 'dense' ? [layer.weight.length, layer.weight[0]?.length ?? 0] : layer.shape;
    return [
      {
        name: `${name}, ${layer.kind}`,
        shape: shape.join(' × '),
        weights: weights.length,
        zeros: weights.filter((weight) => weight === 0).length,
      },
    ];
  });
}
