import { row } from '../../core/matrix.js';
import type { Box } from '../chain/box.js';
import { clipped } from '../chain/box.js';
import { type Chain, type ChainLayer, preactivations } from '../chain/chain.js';
import type { LinearForm } from '../chain/margin-forms.js';
import { formValue } from '../chain/margin-forms.js';

/** Lengths of the steps from one start, in radii: across the whole box at first, small in the end. */
export const stepLengths = [2, 2, 2, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.1, 0.1, 0.05];

export interface Descended {
  readonly value: number;
  readonly point: Float64Array;
}

/**
 * A point of the box with a small value of the form: signed gradient steps of decreasing length from the start, the best
 * point kept. An upper bound on the least value, checked in float64 on the chain itself.
 * Madry et al., Towards deep learning models resistant to adversarial attacks, 2018.
 */
export function descend(chain: Chain, form: LinearForm, box: Box, start: Float64Array): Descended {
  let point = clipped(box, start);
  let best = { value: Number.POSITIVE_INFINITY, point };
  for (const length of [...stepLengths, 0]) {
    const { value, gradient } = valueAndGradient(chain, form, point);
    if (value < best.value) best = { value, point };
    if (best.value <= 0) break;
    const moved = point.map((x, j) => x - length * box.radii[j]! * Math.sign(gradient[j]!));
    point = clipped(box, moved);
  }
  return best;
}

/** The form at a point and its gradient there; the derivative of the activation at 0 is 1. */
function valueAndGradient({ hidden, last }: Chain, form: LinearForm, point: Float64Array) {
  const preacts: Float64Array[] = [];
  let values = point;
  for (const layer of hidden) {
    const z = preactivations(layer, values);
    preacts.push(z);
    values = z.map((value) => Math.max(value, layer.slope * value));
  }
  const outputs = preactivations(last, values);
  let gradient = backwards(last, form.coefficients);
  for (let l = hidden.length - 1; l >= 0; l--) {
    const { slope } = hidden[l]!;
    const z = preacts[l]!;
    gradient = backwards(
      hidden[l]!,
      gradient.map((value, i) => (z[i]! >= 0 ? value : slope * value)),
    );
  }
  return { value: formValue(form, outputs), gradient };
}

/** W'c. */
function backwards({ weight }: ChainLayer, coefficients: Float64Array): Float64Array {
  const sum = new Float64Array(weight.cols);
  for (let i = 0; i < weight.rows; i++) {
    const c = coefficients[i]!;
    if (c === 0) continue;
    const w = row(weight, i);
    for (let j = 0; j < w.length; j++) sum[j]! += c * w[j]!;
  }
  return sum;
}
