import { addScaled, type Matrix, row, zeros } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import { asReluNetwork, type ReluNetwork } from '../core/relu-network.js';
import { boundChain } from './bounds/bounded-chain.js';
import { formRange } from './bounds/form-range.js';
import { type Interval, intervalBounds } from './bounds/interval.js';
import { type Box, boxAround, roundedBox } from './chain/box.js';
import type { Chain } from './chain/chain.js';
import { chainOfNetwork } from './chain/from-network.js';
import { type OutputRange, outputRange } from './output-range.js';
import { boundPieces, type Tightness } from './pieces/bound-pieces.js';
import { isLinear, openNeurons } from './pieces/bounded-piece.js';
import { type Piece, piecesOf } from './pieces/piece.js';
import { lowestOn, lowestOutputs } from './pieces/pieces-range.js';

/** Proven range of c . f over one box, c a vector with one entry per output. */
export type FormRange = (c: Float64Array) => OutputRange;

/** Where bounds on a network come from. */
export interface Ranges {
  /** Of the box around row k. */
  around(k: number): FormRange;
  /** `intervals` are far wider than what the network does, the more so the deeper it is. */
  readonly by: 'relaxation' | 'intervals';
}

/** Multiply-adds (some 10 seconds of them) up to which deeper networks are bounded by linear relaxation. */
const relaxedUpTo = 1e10;
/** Multiply-adds (about a minute) that intervals may take where networks have other layers than a chain. */
const intervalsUpTo = 5e10;

/**
 * Ranges of linear forms of the outputs on the box around each row of x: for one hidden ReLU layer those of
 * {@link outputRange}, for other networks linear relaxation (CROWN) or, where that would take too long, intervals. Undefined
 * where even those would.
 */
export function rangesOf(network: Network, x: Matrix, radii: Float64Array): Ranges | undefined {
  const relu = asReluNetwork(network);
  if (relu) return { around: (k) => reluForms(relu, row(x, k), radii), by: 'relaxation' };
  const box = (k: number) => boxAround(row(x, k), radii);
  const chain = chainOfNetwork(network, x.cols);
  if (!chain) return piecesRanges(network, x, box);
  return x.rows * relaxationWork(chain) <= relaxedUpTo
    ? { around: (k) => relaxedForms(chain, box(k)), by: 'relaxation' }
    : { around: (k) => formsOn(intervalBounds(chain, box(k)).at(-1)!), by: 'intervals' };
}

function reluForms({ hidden, output }: ReluNetwork, point: Float64Array, radii: Float64Array): FormRange {
  return (c) => {
    const combined = zeros(1, output.cols);
    for (let i = 0; i < c.length; i++) addScaled(combined.data, c[i]!, row(output, i));
    return outputRange({ hidden, output: combined }, point, radii);
  };
}

function relaxedForms(chain: Chain, box: Box): FormRange {
  const bounded = boundChain(chain, box);
  return (coefficients) => ({ ...formRange(bounded, { coefficients, constant: 0 }, 0), exact: false });
}

/**
 * The tightest bounds that do not take too long, in multiply-adds: each form is pulled back from both sides, and so is each
 * neuron that intervals leave open, of which the other rows are taken to have as many as the first.
 */
function piecesRanges(network: Network, x: Matrix, box: (k: number) => Box): Ranges | undefined {
  const { pieces, outputs, work } = piecesOf(network, x.cols);
  const intervals = 3 * x.rows * work;
  const forms = intervals + 4 * outputs * x.rows * work;
  if (forms <= relaxedUpTo) {
    const open = openNeurons(boundPieces(pieces, roundedBox(box(0)), 'intervals').pieces);
    const throughout = forms + 2 * open * x.rows * work;
    const tightness = throughout <= relaxedUpTo ? 'relaxation' : 'intervals';
    return { around: (k) => piecesForms(pieces, roundedBox(box(k)), tightness), by: 'relaxation' };
  }
  if (intervals > intervalsUpTo) return undefined;
  return {
    around: (k) => formsOn(boundPieces(pieces, roundedBox(box(k)), 'intervals').output),
    by: 'intervals',
  };
}

function piecesForms(pieces: readonly Piece[], box: Box, tightness: Tightness): FormRange {
  const bounded = boundPieces(pieces, box, tightness);
  const exact = bounded.pieces.every(isLinear);
  return (c) => {
    const both = { rows: 2, cols: c.length, data: Float64Array.of(...c, ...c.map((value) => -value)) };
    const [low, opposite] = lowestOutputs(bounded, box, both);
    return { low: low!, high: -opposite!, exact };
  };
}

function formsOn(outputs: Interval): FormRange {
  return (c) => {
    const high = -lowestOn(
      outputs,
      c.map((value) => -value),
    );
    return { low: lowestOn(outputs, c), high, exact: false };
  };
}

/** Multiply-adds of bounding all hidden neurons of one row: each is pulled back through the layers below it. */
function relaxationWork({ hidden, last }: Chain): number {
  let below = 0;
  let work = 0;
  for (const { weight } of [...hidden, last]) {
    work += weight.rows * (weight.cols + 2 * below);
    below += weight.rows * weight.cols;
  }
  return work;
}
