import { screenSample } from '../../certify/certify-sample.js';
import { row, zeros } from '../../core/matrix.js';
import { type Network, predict } from '../../core/network.js';
import type { AnyProblem } from '../../core/problem.js';
import { boxCorners } from './plane.js';

/** What is known of a training row and its box, without branching. */
export interface RowFinding {
  /** Place among the training rows. */
  readonly row: number;
  /** robust: proven right on the whole box. vulnerable: wrong at `point`. undecided: neither proof nor counterexample. */
  readonly status: 'robust' | 'vulnerable' | 'undecided';
  /** The counterexample of a vulnerable row, else the corner of the box with the least margin. */
  readonly point: Float64Array;
}

/** Findings on an even choice of at most `limit` training rows. Throws a RangeError where the network does not fit them. */
export function rowFindings(
  network: Network,
  { train, radii }: Pick<AnyProblem, 'train' | 'radii'>,
  limit: number,
): RowFinding[] {
  const count = Math.min(train.x.rows, limit);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * train.x.rows) / count));
  const sample = { x: zeros(count, train.x.cols), y: zeros(count, 1) };
  chosen.forEach((k, i) => {
    row(sample.x, i).set(row(train.x, k));
    sample.y.data[i] = train.y.data[k]!;
  });
  const corners = boxCorners(sample.x, radii);
  const values = predict(network, corners).data;
  const each = corners.rows / count;
  return screenSample(network, sample, radii).map(({ status, counterexample }, i) => {
    const margin = (corner: number) => sample.y.data[i]! * values[corner]!;
    let worst = i * each;
    for (let corner = worst + 1; corner < (i + 1) * each; corner++)
      if (margin(corner) < margin(worst)) worst = corner;
    return { row: chosen[i]!, status, point: counterexample ?? row(corners, worst).slice() };
  });
}
