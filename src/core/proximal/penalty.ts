import type { GroupNormSpec } from '../generated/documents.js';
import type { JsonSchema } from '../schemas.js';

/** The weight of one layer, its entries row by row: a row per output, a column per input. */
export interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** A value of a proximal operator, and the penalty there. */
export interface Proximal {
  readonly y: Float64Array;
  readonly value: number;
}

/** What P looks at: every entry by itself, groups of entries, the entries in their order, or the matrix they make. */
export type Structure = 'entries' | 'groups' | 'vector' | 'matrix';

export type NoParams = Record<string, never>;

/**
 * The contract of a regularizer: a penalty P of the weight of a layer, with its proximal operator. One file per penalty,
 * beside this one; a new one is such a file and its line in index.ts. P is at least 0, and Infinity outside the set it
 * is the indicator of, if any. Nothing here changes its arguments, and equal arguments have equal results.
 */
export interface Penalty<Params = NoParams> {
  readonly name: string;
  /** P(x), for people. */
  readonly formula: string;
  /** Where the operator is from, or what it is derived from. */
  readonly reference: string;
  readonly structure: Structure;
  /** Whether P is convex whatever its parameters: then the operator is nonexpansive and has one value. */
  readonly convex: boolean;
  /** k where P(c x) = c^k P(x) for all c > 0, as for every norm with k = 1; absent where no k does. */
  readonly degree?: number;
  /** JSON Schema of the parameters, with defaults; absent where there are none. */
  readonly paramsSchema?: JsonSchema;
  /** Throws InputError below `pointer` where parameters that passed the schema still do not fit together. */
  check?(params: Params, pointer: string): void;
  /** P(x). */
  value(x: Float64Array, params: Params, shape: Shape): number;
  /**
   * A minimiser over y of step * P(y) + ||y - x||^2 / 2, step > 0, and P there. Where there are several, the one whose
   * entries are smallest.
   */
  prox(x: Float64Array, step: number, params: Params, shape: Shape): Proximal;
  /** The gradient of P where it has one, elsewhere the limit of gradients or 0. Absent where it says nothing, as for l0. */
  gradient?(x: Float64Array, params: Params, shape: Shape): Float64Array;
  /** The norm of a neuron's input weights that the convex path knows P as, where there is one. */
  norm?(params: Params): GroupNormSpec;
  /** The same minimiser by another, slower way, to compare with. */
  naive?(x: Float64Array, step: number, params: Params, shape: Shape): Float64Array;
}

/** A penalty whatever its parameters are, which have been validated by its own schema. */
// biome-ignore lint/suspicious/noExplicitAny: a table holds penalties of all kinds of parameters
export type AnyPenalty = Penalty<any>;

/** Penalties by the names that specs call them. */
export type PenaltyTable = ReadonlyMap<string, AnyPenalty>;

/** A penalty that is the sum over the entries of one function of |entry|, 0 at 0. */
export interface SeparablePenalty<Params = NoParams> extends Penalty<Params> {
  readonly structure: 'entries';
  /**
   * The largest size of an entry that the operator makes 0; 0 where it makes none but 0 itself. At the threshold the
   * result may jump.
   */
  threshold(step: number, params: Params): number;
  value(x: Float64Array, params: Params): number;
  prox(x: Float64Array, step: number, params: Params): Proximal;
}

/** A penalty with its parameters filled in. A weight without a shape is one row. */
export interface BoundPenalty extends Pick<Penalty, 'name' | 'structure' | 'convex'> {
  value(x: Float64Array, shape?: Shape): number;
  prox(x: Float64Array, step: number, shape?: Shape): Proximal;
  gradient?(x: Float64Array, shape?: Shape): Float64Array;
  /** The norm of a neuron's input weights that the convex path knows it as. */
  readonly norm?: GroupNormSpec;
}

export function bind<Params>(penalty: Penalty<Params>, params: Params): BoundPenalty {
  const { name, structure, convex } = penalty;
  return {
    name,
    structure,
    convex,
    value: (x, shape = oneRow(x)) => penalty.value(x, params, shape),
    prox: (x, step, shape = oneRow(x)) => penalty.prox(x, step, params, shape),
    ...(penalty.norm && { norm: penalty.norm(params) }),
    ...(penalty.gradient && { gradient: (x, shape = oneRow(x)) => penalty.gradient!(x, params, shape) }),
  };
}

export function oneRow(x: Float64Array): Shape {
  return { rows: 1, cols: x.length };
}
