import { crossEntropy } from '../../core/losses/cross-entropy.js';
import { logistic } from '../../core/losses/logistic.js';
import type { Random } from '../../core/random.js';

/** The targets (K,) of another class, as -1 or +1 of one output or one-hot. */
export type TargetClass = Float64Array;

/** The other classes than that of y (K,): all of them, or so many drawn without repetition. */
export function targetsFor(y: Float64Array, wanted: number | 'all', random: Random): TargetClass[] {
  if (y.length === 1) return [Float64Array.of(-Math.sign(y[0]!))];
  const own = y.indexOf(Math.max(...y));
  const others = Array.from(y.keys()).filter((j) => j !== own);
  const chosen =
    wanted === 'all'
      ? others
      : Array.from(random.permutation(others.length).subarray(0, wanted), (i) => others[i]!).sort(
          (a, b) => a - b,
        );
  return chosen.map((target) => Float64Array.from(y, (_, j) => (j === target ? 1 : 0)));
}

/** Gradient in f (K,) of the cross-entropy towards the target; with one output, of the logistic loss. */
export function targetSlopes(f: Float64Array, target: TargetClass): Float64Array {
  return f.length === 1 ? Float64Array.of(logistic.slope(f[0]!, target[0]!)) : crossEntropy.slope(f, target);
}
