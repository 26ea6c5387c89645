import type { ActivationSpec } from '../../core/activations.js';
import { monotone } from '../splitting/activation.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import type { SplitState } from './split.js';

/** max over hidden layers and entries of |a - h(z)| - epsilon: at most 0, up to rounding, throughout. */
export function bandExcess<M>(
  math: Arithmetic<M>,
  activations: readonly ActivationSpec[],
  { z, a }: Pick<SplitState<M>, 'z' | 'a'>,
  epsilon: number,
): number {
  const excess = activations.map((activation, l) =>
    math.tidy(() => math.largest(math.abs(math.sub(a[l]!, monotone(activation).value(math, z[l]!))))),
  );
  return Math.max(...excess) - epsilon;
}
