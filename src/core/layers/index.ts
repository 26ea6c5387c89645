import { type DenseLayer, dense } from './dense.js';
import type { LayerOperations } from './layer.js';

/** Every kind of layer, by its `kind`. */
export type Layer = DenseLayer;

const operations: { readonly [Kind in Layer['kind']]: LayerOperations<Extract<Layer, { kind: Kind }>> } = {
  dense,
};

/** The operations of a layer's kind. */
export function operationsOf(layer: Layer): LayerOperations<Layer> {
  return operations[layer.kind] as LayerOperations<Layer>;
}
