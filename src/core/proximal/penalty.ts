/**
 * A penalty P of a vector with its proximal operator. One file per penalty, beside this one; a new one is such a file
 * and its line in index.ts. P is -Infinity nowhere, and Infinity outside the set it is the indicator of, if any.
 */
export interface Penalty<Params = Record<string, never>> {
  readonly name: string;
  /** P(x), for people. */
  readonly formula: string;
  /** Where the operator is from, or what it is derived from. */
  readonly reference: string;
  /** Whether P is a sum over the entries of x, each by itself. */
  readonly separable: boolean;
  /** Whether P is convex whatever its parameters: then the operator is nonexpansive and has one value. */
  readonly convex: boolean;
  /** P(x). */
  value(x: Float64Array, params: Params): number;
  /**
   * A minimiser over y of step * P(y) + ||y - x||^2 / 2, step > 0. Where there are several, the one whose entries are
   * smallest.
   */
  prox(x: Float64Array, step: number, params: Params): Float64Array;
}

/** A penalty that is the sum over the entries of one function of |entry|, 0 at 0. */
export interface SeparablePenalty<Params = Record<string, never>> extends Penalty<Params> {
  readonly separable: true;
  /**
   * The largest size of an entry that the operator makes 0; 0 where it makes none but 0 itself. At the threshold the
   * result may jump.
   */
  threshold(step: number, params: Params): number;
}

/** A penalty with its parameters filled in. */
export interface BoundPenalty extends Pick<Penalty, 'name' | 'separable' | 'convex'> {
  value(x: Float64Array): number;
  prox(x: Float64Array, step: number): Float64Array;
}

export function bind<Params>(penalty: Penalty<Params>, params: Params): BoundPenalty {
  const { name, separable, convex } = penalty;
  return {
    name,
    separable,
    convex,
    value: (x) => penalty.value(x, params),
    prox: (x, step) => penalty.prox(x, step, params),
  };
}
