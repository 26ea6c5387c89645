import type { LayerDocument } from '../generated/documents.js';
import { type DenseLayer, dense } from './dense.js';
import type { LayerOperations } from './layer.js';
import { sequenceOf } from './sequence.js';

/** Every kind of layer, by its `kind`. */
export type Layer = DenseLayer;

type Kind = Layer['kind'];
type OfKind<Union, K extends Kind> = Extract<Union, { readonly kind: K }>;

const operations: {
  readonly [K in Kind]: LayerOperations<OfKind<Layer, K>, OfKind<LayerDocument, K>>;
} = {
  dense,
};

/** The operations of a layer's kind. */
export function operationsOf({
  kind,
}: {
  readonly kind: LayerDocument['kind'];
}): LayerOperations<Layer, LayerDocument> {
  return operations[kind as Kind] as LayerOperations<Layer, LayerDocument>;
}

/** Layers one after the other. */
export const sequence = sequenceOf<Layer, LayerDocument>(operationsOf);
