import type { ActivationSpec } from '../../core/activations.js';
import { type Layer, operationsOf } from '../../core/layers/index.js';
import { type Shape, sizeOf } from '../../core/layers/layer.js';
import type { MaxPoolLayer } from '../../core/layers/max-pool.js';
import type { Network } from '../../core/network.js';
import { type Affine, affineOf } from './affine.js';

/** What bounds pass through: a layer is an affine map, a function of single entries, or one after the other. */
export type Piece =
  | Affine
  | { readonly kind: 'activation'; readonly activation: ActivationSpec }
  | { readonly kind: 'max-pool'; readonly layer: MaxPoolLayer; readonly input: Shape }
  | { readonly kind: 'residual'; readonly branch: readonly Piece[] };

/** A network as its pieces, for rows of `columns` entries. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  readonly outputs: number;
  /** Multiply-adds of one prediction. */
  readonly work: number;
}

/** Every network is made of such pieces. Throws a RangeError where its layers do not fit rows of that length. */
export function piecesOf({ layers }: Network, columns: number): Pieces {
  const { pieces, shape, work } = split(layers, [columns]);
  return { pieces, outputs: sizeOf({ shape }), work };
}

interface Split {
  readonly pieces: Piece[];
  readonly shape: Shape;
  readonly work: number;
}

function split(layers: readonly Layer[], input: Shape): Split {
  let shape = input;
  let work = 0;
  const pieces = layers.flatMap((layer): Piece[] => {
    const from = shape;
    shape = operationsOf(layer).outputShape(layer, from);
    if (layer.kind === 'residual') {
      const inner = split(layer.layers, from);
      work += inner.work;
      return [{ kind: 'residual', branch: inner.pieces }];
    }
    if (layer.kind === 'max-pool') return [{ kind: 'max-pool', layer, input: from }];
    const affine = affineOf(layer, from);
    work += affine.work;
    const activation = 'activation' in layer ? layer.activation : 'linear';
    if (activation === 'linear') return [affine];
    return [affine, { kind: 'activation', activation }];
  });
  return { pieces, shape, work };
}
