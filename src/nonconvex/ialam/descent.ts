import { type Algebra, squaredNorm } from './algebra.js';
import type { Augmentation } from './auxiliary-step.js';
import { augmentedLagrangian } from './objective.js';
import type { Point, Splitting } from './splitting.js';

/** How far sweeps kept what the theory promises of them, in units of the augmented Lagrangian; 0: they did. */
export type DescentRecord = {
  /** Sweeps that were checked. */
  readonly sweeps: number;
  /** The most by which a step in the weights raised it. */
  readonly rise: number;
  /** The most by which a step in (V, U) lowered it by less than tau_1/2 ||move||^2. */
  readonly shortfall: number;
};

export const nothingChecked: DescentRecord = { sweeps: 0, rise: 0, shortfall: 0 };

/** A sweep: where it starts, the point after its step in the weights, where it ends. */
export interface SweepPath<M> {
  readonly start: Point<M>;
  readonly between: Point<M>;
  readonly end: Point<M>;
  /** X W_1' + 1 b_1 at the new weights. */
  readonly first: M;
}

/**
 * Adds a sweep to the record. The move of the step in (V, U) is that of all U_l and of the V_l below the output, which
 * the proximal term holds. Source: Liu, Liu, Chen, descent of the alternating minimisation.
 */
export function recordDescent<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  record: DescentRecord,
  { start, between, end, first }: SweepPath<M>,
  { multipliers, rho, tau1 }: Augmentation<M>,
): DescentRecord {
  const value = (point: Point<M>, known?: M) =>
    augmentedLagrangian(algebra, problem, point, multipliers, rho, known);
  return algebra.scope(() => {
    const values = [value(start), value(between, first), value(end, first)] as const;
    const [before, halfway, after] = values;
    const moved = distance(algebra, between.u, end.u) + distance(algebra, hidden(between), hidden(end));
    const scale = Math.max(...values.map(Math.abs));
    const relative = (excess: number) => (scale > 0 ? Math.max(0, excess) / scale : 0);
    return {
      sweeps: record.sweeps + 1,
      rise: Math.max(record.rise, relative(halfway - before)),
      shortfall: Math.max(record.shortfall, relative((tau1 / 2) * moved - (halfway - after))),
    };
  });
}

/** V_1, ..., V_{L-1}. */
const hidden = <M>({ v }: Point<M>): readonly M[] => v.slice(0, -1);

/** sum_l ||A_l - B_l||^2. */
function distance<M>(algebra: Algebra<M>, a: readonly M[], b: readonly M[]): number {
  return a.reduce((sum, each, l) => sum + squaredNorm(algebra, algebra.combine(1, each, -1, b[l]!)), 0);
}
