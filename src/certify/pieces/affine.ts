import { type Layer, operationsOf } from '../../core/layers/index.js';
import { type Batch, type Shape, sizeOf } from '../../core/layers/layer.js';
import { imageOf } from '../../core/layers/window.js';
import type { Interval } from '../bounds/interval.js';
import { roundingOf, underflow } from '../bounds/rounding.js';

/** A layer's A x + b, written as layers of its own kind, so that their forward and backward passes do the work. */
export interface Affine {
  readonly kind: 'affine';
  readonly input: Shape;
  readonly output: Shape;
  /** A x + b. */
  readonly map: AffineLayer;
  /** |A| x. */
  readonly spread: AffineLayer;
  /** |A| x + |b|: the sum of the absolute terms of every output, where x holds the sizes of the inputs. */
  readonly sizes: AffineLayer;
  /** b, entry by entry of the output. */
  readonly offset: Float64Array;
  /** Rounding of the terms of one output, per unit of `sizes`. */
  readonly rounding: number;
  /** Multiply-adds. */
  readonly work: number;
}

type AffineLayer = Exclude<Layer, { kind: 'residual' | 'max-pool' }>;

/** The layer before its activation, for rows of shape `input`. */
export function affineOf(layer: AffineLayer, input: Shape): Affine {
  const parts = partsOf(layer);
  const output = operationsOf(layer).outputShape(layer, input);
  const terms = termsOf(layer, input);
  const nothing = { rows: 1, shape: input, data: new Float64Array(sizeOf({ shape: input })) };
  const offset = operationsOf(parts.map).forward(parts.map, nothing).data;
  const rounding = roundingOf(terms);
  const work = terms * sizeOf({ shape: output });
  return { kind: 'affine', input, output, ...parts, offset, rounding, work };
}

/** What an affine map makes of an interval, and the sum of the absolute terms of every output. */
export interface AffineRange extends Interval {
  readonly magnitude: Float64Array;
}

/**
 * Bounds on A x + b for x in the interval, as exact numbers and as float64 arithmetic finds them in any order of summation:
 * A m + b -+ |A| r for its middle m and radius r, widened by the rounding of all three.
 * Gowal et al., On the Effectiveness of Interval Bound Propagation, 2018, eq. (6).
 */
export function affineRange(affine: Affine, { low, high }: Interval): AffineRange {
  const { map, spread, sizes, rounding } = affine;
  const middle = low.map((value, j) => (value + high[j]!) / 2);
  // Times 1 + 2 eps: the radius as computed may fall short by two roundings.
  const radius = middle.map((m, j) => Math.max(m - low[j]!, high[j]! - m) * (1 + 2 * Number.EPSILON));
  const largest = low.map((value, j) => Math.max(Math.abs(value), Math.abs(high[j]!)));
  const center = applied(affine, map, middle);
  const reach = applied(affine, spread, radius);
  const magnitude = applied(affine, sizes, largest);
  const width = reach.map((value, i) => value + rounding * magnitude[i]! + underflow);
  return {
    low: center.map((value, i) => numberOr(value - width[i]!, Number.NEGATIVE_INFINITY)),
    high: center.map((value, i) => numberOr(value + width[i]!, Number.POSITIVE_INFINITY)),
    magnitude,
  };
}

/** A'c for every row c of a batch. */
export function pulledBack(
  { map, input }: Affine,
  rows: number,
  data: Float64Array,
  shape: Shape,
): Float64Array {
  const size = sizeOf({ shape: input });
  const blank: Batch = { rows, shape: input, data: new Float64Array(rows * size) };
  return operationsOf(map).backward(map, blank, { rows, shape, data }).data;
}

function applied({ input }: Affine, layer: AffineLayer, data: Float64Array): Float64Array {
  return operationsOf(layer).forward(layer, { rows: 1, shape: input, data }).data;
}

function numberOr(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : value;
}

type Parts = Pick<Affine, 'map' | 'spread' | 'sizes'>;

function partsOf(layer: AffineLayer): Parts {
  switch (layer.kind) {
    case 'dense': {
      const { rows, cols, data } = layer.weight;
      const map = { ...layer, activation: 'linear' } as const;
      const weight = { rows, cols, data: data.map(Math.abs) };
      return {
        map,
        spread: { ...map, weight, bias: new Float64Array(rows) },
        sizes: { ...map, weight, bias: layer.bias.map(Math.abs) },
      };
    }
    case 'conv2d':
    case 'depthwise-conv2d': {
      const map = { ...layer, activation: 'linear' } as const;
      const weight = layer.weight.map(Math.abs);
      return {
        map,
        spread: { ...map, weight, bias: new Float64Array(layer.bias.length) },
        sizes: { ...map, weight, bias: layer.bias.map(Math.abs) },
      };
    }
    case 'batch-norm': {
      const map = { ...layer, activation: 'linear' } as const;
      const scale = layer.scale.map(Math.abs);
      const none = new Float64Array(scale.length);
      return {
        map,
        spread: { ...map, scale, shift: none, mean: none },
        sizes: { ...map, scale, shift: layer.shift.map(Math.abs), mean: layer.mean.map((m) => -Math.abs(m)) },
      };
    }
    default:
      return { map: layer, spread: layer, sizes: layer };
  }
}

/** Products that make up one output. */
function termsOf(layer: AffineLayer, input: Shape): number {
  switch (layer.kind) {
    case 'image':
      return 1;
    // A difference, a quotient, a root, a product and a sum.
    case 'batch-norm':
      return 5;
    case 'average-pool':
      return layer.size ** 2;
    case 'global-average-pool': {
      const [height, width] = imageOf(input);
      return height * width;
    }
    default:
      return operationsOf(layer).parameters(layer)[0]!.fans!.in;
  }
}
