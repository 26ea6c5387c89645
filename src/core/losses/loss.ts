/** A convex loss of one prediction f against one target y. One file per loss, beside this one. */
export interface Loss {
  readonly name: string;
  /** What targets it takes: two classes as -1 and +1, or real numbers. */
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

/** The largest loss while f ranges over [low, high]: at an end, because the loss is convex. */
export function worstOver(loss: Loss, low: number, high: number, y: number): number {
  return Math.max(loss.value(low, y), loss.value(high, y));
}
