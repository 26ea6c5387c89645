import { row } from '../../core/matrix.js';
import { type Box, roundedBox } from '../chain/box.js';
import type { Chain, ChainLayer } from '../chain/chain.js';
import { roundingFactor, underflow } from './rounding.js';

/** low_i <= z_i <= high_i for the entries of a vector. */
export interface Interval {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A layer's z = W h + b on a box: proven bounds, and the size that its rounding is reckoned by. */
export interface LayerInterval extends Interval {
  /** sum_j |W_ij| |h_j| + |b_i| with the same for h: no computed z_i errs by more than the rounding factor times it. */
  readonly magnitude: Float64Array;
}

/** What goes into a layer: bounds on its inputs and their magnitudes. */
export type LayerInput = LayerInterval;

/**
 * Bounds on the preactivations of every layer, the outputs last, by interval arithmetic; each widened by its rounding.
 * Gowal et al., On the Effectiveness of Interval Bound Propagation, 2018, eq. (6).
 */
export function intervalBounds(chain: Chain, box: Box): readonly LayerInterval[] {
  const rounding = roundingFactor(chain);
  let input = boxInput(roundedBox(box));
  return [...chain.hidden, chain.last].map((layer) => {
    const interval = layerInterval(layer, input, rounding);
    input = activated(interval, layer.slope);
    return interval;
  });
}

/** A box as the input of a first layer. */
export function boxInput({ center, radii }: Box): LayerInput {
  return {
    low: center.map((value, j) => value - radii[j]!),
    high: center.map((value, j) => value + radii[j]!),
    magnitude: center.map((value, j) => Math.abs(value) + radii[j]!),
  };
}

/** z = W h + b for h in the given intervals. */
export function layerInterval(
  { weight, bias }: ChainLayer,
  input: LayerInput,
  rounding: number,
): LayerInterval {
  const { low: inLow, high: inHigh, magnitude: inMagnitude } = input;
  const low = bias.slice();
  const high = bias.slice();
  const magnitude = bias.map(Math.abs);
  for (let i = 0; i < weight.rows; i++) {
    const w = row(weight, i);
    let least = 0;
    let most = 0;
    let size = 0;
    for (let j = 0; j < w.length; j++) {
      const value = w[j]!;
      if (value >= 0) {
        least += value * inLow[j]!;
        most += value * inHigh[j]!;
        size += value * inMagnitude[j]!;
      } else {
        least += value * inHigh[j]!;
        most += value * inLow[j]!;
        size -= value * inMagnitude[j]!;
      }
    }
    magnitude[i]! += size;
    const error = rounding * magnitude[i]! + underflow;
    low[i] = low[i]! + least - error;
    high[i] = high[i]! + most + error;
  }
  return { low, high, magnitude };
}

/** The same after phi: |phi(z)| <= |z|, so magnitudes stay. */
export function activated({ low, high, magnitude }: LayerInterval, slope: number): LayerInput {
  const phi = (z: number) => Math.max(z, slope * z);
  return { low: low.map(phi), high: high.map(phi), magnitude };
}
