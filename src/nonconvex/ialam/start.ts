import type { Random } from '../../core/random.js';
import type { Algebra } from './algebra.js';
import { nothingChecked } from './descent.js';
import { affine } from './objective.js';
import { startPenalty } from './penalty.js';
import { inputOf, type Splitting, type Weights } from './splitting.js';
import type { IalamState } from './sweep.js';

/** Standard deviation of the first weights: 1/sqrt(fan-in), or 1/N as the authors print it. */
export type InitialScale = 'fan-in' | 'slides';

/** Normal weights, biases 0. `widths` are n_0, ..., n_L. */
export function initialWeights<M>(
  algebra: Algebra<M>,
  widths: readonly number[],
  samples: number,
  scale: InitialScale,
  random: Random,
): Weights<M> {
  const outgoing = widths.slice(1);
  const w = outgoing.map((rows, l) => {
    const cols = widths[l]!;
    const deviation = scale === 'fan-in' ? 1 / Math.sqrt(cols) : 1 / samples;
    return algebra.matrix(
      rows,
      cols,
      Float64Array.from({ length: rows * cols }, () => deviation * random.normal()),
    );
  });
  return { w, b: outgoing.map((rows) => algebra.matrix(1, rows, new Float64Array(rows))) };
}

/** The feasible point of given weights, by a forward pass; multipliers 0. */
export function startAt<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  weights: Weights<M>,
  rho: number,
): IalamState<M> {
  const v: M[] = [];
  const u: M[] = [];
  problem.slopes.forEach((slope, l) => {
    u.push(affine(algebra, weights, l, inputOf(problem, { v }, l)));
    v.push(algebra.activate(u[l]!, slope));
  });
  const multipliers = u.map((each) => algebra.scale(0, each));
  return { ...weights, v, u, multipliers, penalty: startPenalty(rho), sweeps: 0, descent: nothingChecked };
}
