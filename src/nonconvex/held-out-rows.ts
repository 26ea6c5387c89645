import { selectRows } from '../core/matrix.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { createRandom } from '../core/random.js';

export interface HoldOut {
  /** The problem on the rows that are left, its loss scaled up so that they weigh as much as all rows did. */
  readonly problem: AnyProblem;
  readonly heldOut: Sample;
  /** Factor before the sum of the losses of the rows held out, so that they weigh as much as all rows did. */
  readonly heldOutScale: number;
}

/** Rows that a share of n makes. */
export function heldOutCount(share: number, n: number): number {
  return Math.round(share * n);
}

/** Takes a random share of the training rows, drawn from the problem's seed, out of a problem. */
export function holdOut(problem: AnyProblem, share: number): HoldOut {
  const { train, lossScale, seed } = problem;
  const n = train.x.rows;
  const count = heldOutCount(share, n);
  const order = createRandom(seed, 'held-out rows').permutation(n);
  const take = (rows: Uint32Array): Sample => ({
    x: selectRows(train.x, rows.sort()),
    y: selectRows(train.y, rows),
  });
  return {
    problem: { ...problem, train: take(order.slice(count)), lossScale: (lossScale * n) / (n - count) },
    heldOut: take(order.slice(0, count)),
    heldOutScale: (lossScale * n) / count,
  };
}
