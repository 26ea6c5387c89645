import { type Box, clipped } from '../chain/box.js';
import { type Chain, chainOutputs } from '../chain/chain.js';
import { formValue, marginForms } from '../chain/margin-forms.js';

/** Is the label of a row right at every point of its box? */
export interface Question {
  readonly chain: Chain;
  readonly box: Box;
  readonly label: number;
}

/** The least margin form at a point, in float64: the label is right there exactly where it is positive. */
export function marginAt({ chain, label }: Question, point: Float64Array): number {
  const outputs = chainOutputs(chain, point);
  const margin = Math.min(...marginForms(outputs.length, label).map((form) => formValue(form, outputs)));
  return Number.isNaN(margin) ? Number.NEGATIVE_INFINITY : margin;
}

/** The nearest point of the box, if the label is wrong there. */
export function counterexampleNear(question: Question, point: Float64Array): Float64Array | undefined {
  const inside = clipped(question.box, point);
  return marginAt(question, inside) > 0 ? undefined : inside;
}
