/** What targets a loss takes: classes as -1 and +1 (one output per class beyond two), numbers, or one of K classes. */
export type TargetKind = 'binary' | 'real' | 'class';

/**
 * A convex loss of one prediction f against one target y; over several outputs it is summed. One file per loss,
 * beside this one.
 */
export interface Loss {
  readonly name: string;
  readonly over: 'output';
  readonly targets: 'binary' | 'real';
  /** l(f, y). */
  value(f: number, y: number): number;
  /** dl/df; at a kink, the derivative of either side. */
  slope(f: number, y: number): number;
  /**
   * Sign of the slope that an attacker follows, in f: +1 to raise f, -1 to lower it, 0 to stay. Where the loss is
   * flat but not its leaky version (slope zeta -> 0+), the leaky version decides.
   */
  attackSign(f: number, y: number): number;
}

/** A loss of all outputs f (K,) of a row together, against its targets y (K,). */
export interface RowLoss {
  readonly name: string;
  readonly over: 'row';
  readonly targets: 'class';
  value(f: Float64Array, y: Float64Array): number;
  /** Gradient in f. */
  slope(f: Float64Array, y: Float64Array): Float64Array;
}

export type AnyLoss = Loss | RowLoss;

/** The loss of one row. */
export function rowLoss(loss: AnyLoss, f: Float64Array, y: Float64Array): number {
  if (loss.over === 'row') return loss.value(f, y);
  let sum = 0;
  for (let i = 0; i < f.length; i++) sum += loss.value(f[i]!, y[i]!);
  return sum;
}

/**
 * The direction in f (K,) that an attacker follows: the gradient of the loss of the row, in which a loss that is flat
 * counts with the slope of its leaky version ({@link Loss.attackSign}). Only the sign matters with one output.
 */
export function attackSlopes(loss: AnyLoss, f: Float64Array, y: Float64Array): Float64Array {
  if (loss.over === 'row') return loss.slope(f, y);
  if (f.length === 1) return Float64Array.of(loss.attackSign(f[0]!, y[0]!));
  const slopes = f.map((value, i) => loss.slope(value, y[i]!));
  return slopes.some((slope) => slope !== 0) ? slopes : f.map((value, i) => loss.attackSign(value, y[i]!));
}

/** The largest loss while f ranges over [low, high]: at an end, because the loss is convex. */
export function worstOver(loss: Loss, low: number, high: number, y: number): number {
  return Math.max(loss.value(low, y), loss.value(high, y));
}
