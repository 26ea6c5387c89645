import { type Matrix, zeros } from '../../core/matrix.js';
import { boxInput, type Interval } from '../bounds/interval.js';
import type { Box } from '../chain/box.js';
import { type AffineRange, affineRange } from './affine.js';
import { boundingOf } from './bands/index.js';
import { type BoundedPiece, boundedPool } from './bounded-piece.js';
import { lowestForms } from './forms-bound.js';
import type { Piece } from './piece.js';

/** Pieces on a box, and what comes out of the last one. */
export interface BoundedPieces {
  readonly pieces: readonly BoundedPiece[];
  readonly output: Interval;
}

/**
 * How the inputs of activations and pools are bounded: by intervals alone, or narrowed by linear relaxation of what is below
 * them, where intervals do not settle what the activation does.
 */
export type Tightness = 'intervals' | 'relaxation';

/** Forms that pass backwards together. */
const formsAtOnce = 64;

/** Bounds the pieces one after the other on a box that holds every point of the question, roundings included. */
export function boundPieces(pieces: readonly Piece[], box: Box, tightness: Tightness): BoundedPieces {
  return boundFrom(pieces, boxInput(box), []);

  /** `before`: the pieces that lead from the box to the input. */
  function boundFrom(
    following: readonly Piece[],
    input: Interval,
    before: readonly BoundedPiece[],
  ): BoundedPieces {
    const bounded: BoundedPiece[] = [];
    let range = input;
    following.forEach((piece, p) => {
      const next = boundOne(piece, range, [...before, ...bounded]);
      bounded.push(next.piece);
      range = next.output;
      const above = following[p + 1];
      if (tightness === 'relaxation' && piece.kind === 'affine' && above) {
        range = narrowed([...before, ...bounded], range, toNarrow(above, following[p + 2], range));
      }
    });
    return { pieces: bounded, output: range };
  }

  function boundOne(piece: Piece, input: Interval, before: readonly BoundedPiece[]): BoundedOne {
    switch (piece.kind) {
      case 'affine': {
        const output: AffineRange = affineRange(piece, input);
        return { piece: { kind: 'affine', affine: piece, magnitude: output.magnitude }, output };
      }
      case 'activation': {
        const { range, band } = boundingOf(piece.activation);
        const ranges = Array.from(input.low, (low, i) => range(low, input.high[i]!));
        return {
          piece: {
            kind: 'activation',
            bands: Array.from(input.low, (low, i) => band(low, input.high[i]!)),
            reach: sizesOf(input),
          },
          output: {
            low: Float64Array.from(ranges, ([low]) => low),
            high: Float64Array.from(ranges, ([, high]) => high),
          },
        };
      }
      case 'max-pool': {
        const { bounded, output } = boundedPool(piece.layer, piece.input, input);
        return { piece: bounded, output };
      }
      case 'residual': {
        const branch = boundFrom(piece.branch, input, before);
        const [own, added] = [sizesOf(input), sizesOf(branch.output)];
        return {
          piece: {
            kind: 'residual',
            branch: branch.pieces,
            magnitude: own.map((size, i) => size + added[i]!),
          },
          output: sumOf(input, branch.output),
        };
      }
    }
  }

  /** The interval, at the given entries cut to what linear relaxation of the pieces that lead to it proves. */
  function narrowed(
    path: readonly BoundedPiece[],
    { low, high }: Interval,
    entries: readonly number[],
  ): Interval {
    const least = low.slice();
    const most = high.slice();
    for (let from = 0; from < entries.length; from += formsAtOnce) {
      const some = entries.slice(from, from + formsAtOnce);
      const lows = lowestForms(path, box, unitForms(some, low.length, 1));
      const highs = lowestForms(path, box, unitForms(some, low.length, -1));
      some.forEach((entry, k) => {
        least[entry] = Math.max(low[entry]!, lows[k]!);
        most[entry] = Math.min(high[entry]!, -highs[k]!);
      });
    }
    return { low: least, high: most };
  }
}

/** The entries that narrower bounds could help: where the piece is no linear function, and all that a pool compares. */
function toNarrow(piece: Piece, next: Piece | undefined, { low, high }: Interval): number[] {
  const all = Array.from(low.keys());
  if (piece.kind === 'max-pool') return all;
  if (piece.kind !== 'activation') return [];
  if (next?.kind === 'max-pool') return all;
  const { band } = boundingOf(piece.activation);
  return all.filter((i) => {
    const { lower, upper } = band(low[i]!, high[i]!);
    return lower !== upper;
  });
}

interface BoundedOne {
  readonly piece: BoundedPiece;
  readonly output: Interval;
}

/** The forms sign e_i for the given entries i. */
function unitForms(entries: readonly number[], size: number, sign: 1 | -1): Matrix {
  const forms = zeros(entries.length, size);
  entries.forEach((entry, k) => {
    forms.data[k * size + entry] = sign;
  });
  return forms;
}

function sizesOf({ low, high }: Interval): Float64Array {
  return low.map((value, i) => Math.max(Math.abs(value), Math.abs(high[i]!)));
}

/** x + y for x and y in intervals; their sum as computed is moved out by a rounding. */
function sumOf(x: Interval, y: Interval): Interval {
  const moved = (a: Float64Array, b: Float64Array, side: 1 | -1) =>
    a.map((value, i) => {
      const sum = value + b[i]!;
      return sum + side * Number.EPSILON * Math.abs(sum);
    });
  return { low: moved(x.low, y.low, -1), high: moved(x.high, y.high, 1) };
}
