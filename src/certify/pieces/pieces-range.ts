import { type Matrix, row } from '../../core/matrix.js';
import type { Interval } from '../bounds/interval.js';
import type { Box } from '../chain/box.js';
import type { BoundedPieces } from './bound-pieces.js';
import { lowestForms } from './forms-bound.js';

/** Lower bounds on the forms c . f for the rows c of a matrix: the better of intervals and linear relaxation. */
export function lowestOutputs({ pieces, output }: BoundedPieces, box: Box, forms: Matrix): Float64Array {
  return lowestForms(pieces, box, forms).map((bound, k) => Math.max(bound, lowestOn(output, row(forms, k))));
}

/** A lower bound on c . f for f in an interval. */
export function lowestOn({ low, high }: Interval, form: Float64Array): number {
  let least = 0;
  let size = 0;
  form.forEach((c, i) => {
    if (c === 0) return;
    least += c * (c > 0 ? low[i]! : high[i]!);
    size += Math.abs(c) * Math.max(Math.abs(low[i]!), Math.abs(high[i]!));
  });
  const bound = least - (form.length + 2) * Number.EPSILON * size;
  return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
}
