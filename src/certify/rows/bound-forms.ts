import { boundChain, intervalFormBound, relaxedForm } from '../bounds/bounded-chain.js';
import { workspace } from '../bounds/dual-bound.js';
import { activated, boxInput, intervalBounds } from '../bounds/interval.js';
import { raiseBound } from '../bounds/raise-bound.js';
import { crownPoint, type DualPoint, type RelaxedForm, wholeBox } from '../bounds/relaxed-form.js';
import { roundedBox } from '../chain/box.js';
import { type LinearForm, marginForms } from '../chain/margin-forms.js';
import type { Question } from './question.js';

const ascent = { steps: 30, untilDecided: true };

/** A margin form that linear relaxation does not prove positive. */
export interface OpenForm {
  readonly form: LinearForm;
  readonly relaxed: RelaxedForm;
  readonly bound: number;
  readonly point: DualPoint;
  /** The corner at which the relaxation came lowest. */
  readonly corner: Float64Array;
}

export interface FormBounds {
  /** Proven lower bound on the forms that are not open: positive, Infinity where all are open. */
  readonly closed: number;
  readonly open: readonly OpenForm[];
  /** The test that was strong enough, or the stronger one. */
  readonly by: 'intervals' | 'relaxation';
}

/** Bounds the margin forms over the box: by intervals, and by linear relaxation where those are not enough. */
export function boundForms({ chain, box, label }: Question): FormBounds {
  const forms = marginForms(chain.last.weight.rows, label);
  const intervals = intervalBounds(chain, box);
  const below = chain.hidden.length - 1;
  const input =
    below < 0 ? boxInput(roundedBox(box)) : activated(intervals[below]!, chain.hidden[below]!.slope);
  const least = Math.min(...forms.map((form) => intervalFormBound(chain, input, form)));
  if (least > 0) return { closed: least, open: [], by: 'intervals' };

  const bounded = boundChain(chain, box);
  let closed = Number.POSITIVE_INFINITY;
  const open: OpenForm[] = [];
  for (const form of forms) {
    const relaxed = relaxedForm(bounded, form);
    const raised = raiseBound(relaxed, wholeBox(relaxed), crownPoint(relaxed), ascent, workspace(relaxed));
    const { bound, point, corner } = raised;
    if (bound > 0) closed = Math.min(closed, bound);
    else open.push({ form, relaxed, bound, point, corner });
  }
  return { closed, open, by: 'relaxation' };
}
