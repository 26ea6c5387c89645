import type { LayerDocument } from '../core/generated/documents.js';
import { fromRows } from '../core/matrix.js';
import { spectralNorm } from '../core/spectral-norm.js';

/** One layer with weights, as a table shows it. */
export interface LayerFacts {
  /** Its place, inside residual blocks too: "3.1, conv2d". */
  readonly name: string;
  readonly shape: string;
  readonly weights: number;
  /** How many of them are exactly zero. */
  readonly zeros: number;
  /** Largest singular value of a dense layer: by at most this factor it lengthens a row. */
  readonly spectralNorm?: number;
}

/** Every layer that has weights; those of residual blocks one by one. */
export function layerFacts(layers: readonly LayerDocument[], prefix = ''): LayerFacts[] {
  return layers.flatMap((layer, k) => {
    const name = `${prefix}${k + 1}`;
    if (layer.kind === 'residual') return layerFacts(layer.layers, `${name}.`);
    if (!('weight' in layer)) return [];
    const weights = layer.weight.flat();
    const shape = layer.kind === 'dense' ? [layer.weight.length, layer.weight[0]?.length ?? 0] : layer.shape;
    return [
      {
        name: `${name}, ${layer.kind}`,
        shape: shape.join(' × '),
        weights: weights.length,
        zeros: weights.filter((weight) => weight === 0).length,
        ...(layer.kind === 'dense' ? { spectralNorm: spectralNorm(fromRows(layer.weight)) } : {}),
      },
    ];
  });
}
