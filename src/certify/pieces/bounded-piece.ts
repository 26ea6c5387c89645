import { type Shape, sizeOf } from '../../core/layers/layer.js';
import type { MaxPoolLayer } from '../../core/layers/max-pool.js';
import { eachPooled, poolShape } from '../../core/layers/pool.js';
import type { Interval } from '../bounds/interval.js';
import type { Affine } from './affine.js';
import type { Band } from './bands/band.js';

/** A piece on a box: linear functions of what goes in that hold what comes out on both sides. */
export type BoundedPiece =
  | { readonly kind: 'affine'; readonly affine: Affine; readonly magnitude: Float64Array }
  | {
      readonly kind: 'activation';
      readonly bands: readonly Band[];
      /** Largest |z| of every entry. */
      readonly reach: Float64Array;
    }
  | BoundedPool
  | {
      readonly kind: 'residual';
      readonly branch: readonly BoundedPiece[];
      /** |x| + |branch(x)| of every entry. */
      readonly magnitude: Float64Array;
    };

/** Every output of a max-pool is at least the input `from`, and no more than that one or than `most`. */
export interface BoundedPool {
  readonly kind: 'max-pool';
  readonly inputs: number;
  readonly from: Int32Array;
  /** True where no other input of the window can be larger: the output is the input `from`. */
  readonly settled: readonly boolean[];
  readonly most: Float64Array;
  /** Largest size of the input `from`. */
  readonly reach: Float64Array;
}

/** The pool on an interval, and the interval of its outputs. */
export function boundedPool(layer: MaxPoolLayer, input: Shape, { low, high }: Interval) {
  const outputs = sizeOf({ shape: poolShape(layer, input) });
  const batch = { rows: 1, shape: input, data: low };
  const from = new Int32Array(outputs).fill(-1);
  const most = new Float64Array(outputs).fill(Number.NEGATIVE_INFINITY);
  eachPooled(layer, batch, (output, at) => {
    const held = from[output]!;
    if (held < 0 || low[at]! > low[held]!) from[output] = at;
    most[output] = Math.max(most[output]!, high[at]!);
  });
  const others = new Float64Array(outputs).fill(Number.NEGATIVE_INFINITY);
  eachPooled(layer, batch, (output, at) => {
    if (at !== from[output]) others[output] = Math.max(others[output]!, high[at]!);
  });
  const least = Float64Array.from(from, (at) => low[at]!);
  const settled = Array.from(others, (other, i) => other <= least[i]!);
  const reach = least.map((value, i) => Math.max(Math.abs(value), Math.abs(most[i]!)));
  const bounded: BoundedPool = { kind: 'max-pool', inputs: low.length, from, settled, most, reach };
  return { bounded, output: { low: least, high: most } };
}

/** True where the piece is a linear function on the whole box. */
export function isLinear(piece: BoundedPiece): boolean {
  switch (piece.kind) {
    case 'affine':
      return true;
    case 'activation':
      return openNeurons([piece]) === 0;
    case 'max-pool':
      return piece.settled.every(Boolean);
    case 'residual':
      return piece.branch.every(isLinear);
  }
}

/** Inputs of activations at which these are no linear function on the box. */
export function openNeurons(pieces: readonly BoundedPiece[]): number {
  return pieces.reduce((sum, piece) => {
    if (piece.kind === 'residual') return sum + openNeurons(piece.branch);
    if (piece.kind !== 'activation') return sum;
    return sum + piece.bands.filter(({ lower, upper }) => lower !== upper).length;
  }, 0);
}
