import type { Algebra } from './algebra.js';
import { residuals } from './objective.js';
import { squaredSpectralNormBound } from './spectral-norm.js';
import type { Auxiliaries, Point, Splitting } from './splitting.js';

/** What the step depends on beside the point: multipliers Xi_l, the penalty rho and the proximal weight tau_1. */
export interface Augmentation<M> {
  readonly multipliers: readonly M[];
  readonly rho: number;
  readonly tau1: number;
}

/**
 * The step in (V, U), all layers at once and in closed form: minimises the augmented Lagrangian plus, for every layer
 * l >= 2, 1/2 ||(V_{l-1}, U_l) - old||^2 in the metric tau_l I - rho M'M, M = [-W_l, I], and tau_1/2 ||U_1 - old||^2.
 * The metric cancels the coupling of the entries and is at least tau_1 I, as
 * tau_l = rho (1 + ||W_l||_2^2) + tau_1. So, with D_l = Xi_l + rho R_l at the old point,
 *
 *   U_l: curvature tau_l (rho + tau_1 for l = 1), slope D_l at the old U_l;
 *   V_l: curvature 2 lambdaV + tau_{l+1}, or 2 c + 2 lambdaV for l = L.
 *
 * `first` is X W_1' + 1 b_1. Source: Liu, Liu, Chen, subproblem (v, u).
 */
export function auxiliaryStep<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  { multipliers, rho, tau1 }: Augmentation<M>,
  first?: M,
): Auxiliaries<M> {
  const { slopes, beta, lambdaV, dataWeight, y } = problem;
  const { w } = point;
  return algebra.scope(() => {
    const slopesAtOld = residuals(algebra, problem, point, first).map((r, l) =>
      algebra.combine(1, multipliers[l]!, rho, r),
    );
    const tau = w.map((weight, l) =>
      l === 0 ? rho + tau1 : rho * (1 + squaredSpectralNormBound(algebra, weight)) + tau1,
    );
    const v: M[] = [];
    const u: M[] = [];
    slopes.forEach((slope, l) => {
      const shared = { pu: tau[l]!, beta: beta[l]!, slope };
      const pullOnU = algebra.combine(tau[l]!, point.u[l]!, -1, slopesAtOld[l]!);
      const last = l === slopes.length - 1;
      const pullOnV = algebra.scope(() =>
        last
          ? algebra.scale(2 * dataWeight, y)
          : algebra.combine(tau[l + 1]!, point.v[l]!, 1, algebra.product(slopesAtOld[l + 1]!, w[l + 1]!)),
      );
      const pv = last ? 2 * dataWeight + 2 * lambdaV : 2 * lambdaV + tau[l + 1]!;
      // The pull on v lacks -beta, which the step takes off.
      const entries = algebra.minimizeEntries(pullOnV, pullOnU, { ...shared, pv });
      v.push(entries.v);
      u.push(entries.u);
    });
    return { v, u };
  });
}
