import type { BoundPenalty, Shape } from '../../core/proximal/penalty.js';
import { type Algebra, type Entries, squaredNorm } from './algebra.js';
import { columnNormsOf, groupLassoResidual, shrinkColumns, total } from './column-lasso.js';

/** lambda r(W) of the weight of one layer, as the step in the weights sees it. */
export interface WeightPenalty<M> {
  at(w: M): PenalizedWeight<M>;
  /** argmin over V of lambda r(V) + curvature/2 ||V - W||^2. */
  shrink(w: M, curvature: number): PenalizedWeight<M>;
}

/** A weight W and what its penalty knows of it. */
export interface PenalizedWeight<M> {
  readonly w: M;
  /** lambda r(W). */
  readonly value: number;
  /** How far W is from stationarity of lambda r(W) and a smooth part with this gradient and curvature. */
  residual(gradient: M, curvature: number): number;
}

/** lambda sum_j ||W[:, j]||. */
export function columnLassoPenalty<M>(algebra: Algebra<M>, lambda: number): WeightPenalty<M> {
  // The norms of the columns serve all three.
  const known = (w: M, norms: Entries): PenalizedWeight<M> => ({
    w,
    value: lambda * total(norms),
    residual: (gradient) => groupLassoResidual(algebra, w, gradient, lambda, norms),
  });
  return {
    at: (w) => known(w, columnNormsOf(algebra, w)),
    shrink(w, curvature) {
      const { w: shrunk, norms } = shrinkColumns(algebra, w, lambda / curvature);
      return known(shrunk, norms);
    },
  };
}

/**
 * lambda P(W) of any penalty with an operator. Its residual is how far a proximal gradient step of length 1/curvature
 * leads, times the curvature: 0 at minimisers, and for a P that is not convex at more points than these.
 */
export function operatorPenalty<M>(
  algebra: Algebra<M>,
  lambda: number,
  penalty: BoundPenalty,
): WeightPenalty<M> {
  const read = (w: M): readonly [Float64Array, Shape] => {
    const [rows, cols] = algebra.shape(w);
    return [Float64Array.from(algebra.entries(w)), { rows, cols }];
  };
  const shrink = (w: M, curvature: number): M => {
    const [x, shape] = read(w);
    const { y } = penalty.prox(x, lambda / curvature, shape);
    return algebra.matrix(shape.rows, shape.cols, y);
  };
  const at = (w: M): PenalizedWeight<M> => ({
    w,
    value: lambda * penalty.value(...read(w)),
    residual: (gradient, curvature) =>
      algebra.scope(() => {
        const next = shrink(algebra.combine(1, w, -1 / curvature, gradient), curvature);
        return curvature * Math.sqrt(squaredNorm(algebra, algebra.combine(1, w, -1, next)));
      }),
  });
  return { at, shrink: (w, curvature) => at(shrink(w, curvature)) };
}

/** What is added for the weight of layer l, counted from 0: the column lasso where nothing else is named. */
export function weightPenaltyOf<M>(
  algebra: Algebra<M>,
  problem: { readonly lambdaW: number; penaltyOf?(layer: number): BoundPenalty },
  l: number,
): WeightPenalty<M> {
  const penalty = problem.penaltyOf?.(l);
  return penalty
    ? operatorPenalty(algebra, problem.lambdaW, penalty)
    : columnLassoPenalty(algebra, problem.lambdaW);
}
