import type { LinearForm } from '../chain/margin-forms.js';
import { type BoundedChain, relaxedForm } from './bounded-chain.js';
import { workspace } from './dual-bound.js';
import { raiseBound } from './raise-bound.js';
import { crownPoint, wholeBox } from './relaxed-form.js';

/**
 * low <= c . f(x) + c_0 <= high for every x of the box, by linear relaxation with slopes optimised for so many steps
 * (0: the slopes of CROWN); rounding included.
 */
export function formRange(
  bounded: BoundedChain,
  form: LinearForm,
  steps: number,
): { low: number; high: number } {
  const least = (sign: 1 | -1): number => {
    const relaxed = relaxedForm(bounded, {
      coefficients: form.coefficients.map((c) => sign * c),
      constant: sign * form.constant,
    });
    const ascent = { steps, untilDecided: false };
    return raiseBound(relaxed, wholeBox(relaxed), crownPoint(relaxed), ascent, workspace(relaxed)).bound;
  };
  return { low: least(1), high: -least(-1) };
}
