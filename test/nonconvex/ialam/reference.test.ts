import { describe, expect, it } from 'vitest';
import { fromRows } from '#relucent/core/matrix.js';
import { auxiliaryStep } from '#relucent/nonconvex/ialam/auxiliary-step.js';
import { columnNormSum } from '#relucent/nonconvex/ialam/column-lasso.js';
import { float64Algebra as algebra } from '#relucent/nonconvex/ialam/float64-algebra.js';
import {
  augmentedLagrangian,
  infeasibility,
  jointNorm,
  penalizedObjective,
  residuals,
  smoothedObjective,
  trainError,
  zeroColumns,
} from '#relucent/nonconvex/ialam/objective.js';
import { minimizeEntry } from '#relucent/nonconvex/ialam/separable.js';
import { squaredSpectralNormBound } from '#relucent/nonconvex/ialam/spectral-norm.js';
import { startAt } from '#relucent/nonconvex/ialam/start.js';
import { stationarity } from '#relucent/nonconvex/ialam/stationarity.js';
import { type IalamState, nextState } from '#relucent/nonconvex/ialam/sweep.js';
import { columnLassoPenalty } from '#relucent/nonconvex/ialam/weight-penalty.js';
import { momentsOf, weightStep } from '#relucent/nonconvex/ialam/weight-step.js';
import { gap, groups, pointOf, samples, splittingOf, weightsOf } from './vectors.js';

describe.skipIf(!groups)('agrees with reference values', () => {
  it('on the problem of one entry', () => {
    const { cases, tol } = groups.ialam_vu2d;
    const pair = new Float64Array(2);
    for (const { p_v, q_v, p_u, q_u, beta, alpha, v, u } of cases) {
      minimizeEntry(q_v, q_u, { pv: p_v, pu: p_u, beta, slope: alpha }, pair);
      expect(gap(pair, [v, u])).toBeLessThan(tol);
    }
    expect(cases.length).toBe(32);
  });

  it('on a step in the auxiliary variables', () => {
    const { cases, tol } = groups.ialam_vu_step;
    for (const { input, tau, V, U, AL_before, AL_after, residual_norm_before } of cases) {
      const problem = splittingOf(input);
      const point = pointOf(input);
      const multipliers = input.Xi.map(samples);
      const { rho, tau1 } = input;
      const bounds = point.w.slice(1).map((w) => rho * (1 + squaredSpectralNormBound(algebra, w)) + tau1);
      expect(gap(bounds, tau)).toBeLessThan(tol);
      expect(
        gap([jointNorm(algebra, residuals(algebra, problem, point))], [residual_norm_before]),
      ).toBeLessThan(tol);
      const next = { ...point, ...auxiliaryStep(algebra, problem, point, { multipliers, rho, tau1 }) };
      next.v.forEach((v, l) => {
        expect(gap(v.data, samples(V[l]).data)).toBeLessThan(tol);
      });
      next.u.forEach((u, l) => {
        expect(gap(u.data, samples(U[l]).data)).toBeLessThan(tol);
      });
      expect(gap([augmentedLagrangian(algebra, problem, point, multipliers, rho)], [AL_before])).toBeLessThan(
        tol,
      );
      expect(gap([augmentedLagrangian(algebra, problem, next, multipliers, rho)], [AL_after])).toBeLessThan(
        tol,
      );
    }
  });

  it('on the group lasso of one layer', () => {
    const { cases, tol } = groups.ialam_wb;
    for (const { V, T, rho, lambda_w, W, b, objective, zero_columns, unique } of cases) {
      const [v, t] = [samples(V), samples(T)];
      const start = fromRows(W.map((row: number[]) => row.map(() => 0)));
      const accuracy = { tolerance: 1e-13, iterations: 20000 };
      const found = weightStep(
        algebra,
        { v, moments: momentsOf(algebra, v) },
        t,
        start,
        columnLassoPenalty(algebra, lambda_w),
        rho,
        accuracy,
      );
      const fitted = algebra.addRow(algebra.product(v, found.w, { b: true }), found.b);
      const rest = algebra.combine(1, t, -1, fitted);
      const value = lambda_w * columnNormSum(algebra, found.w) + (rho / 2) * algebra.inner(rest, rest);
      expect(gap([value], [objective])).toBeLessThan(tol);
      if (!unique) continue;
      expect(gap(found.w.data, W.flat())).toBeLessThan(tol);
      expect(gap(found.b.data, b)).toBeLessThan(tol);
      const norms = Array.from(algebra.columnNorms(found.w).data);
      expect(norms.flatMap((norm, j) => (norm === 0 ? [j] : []))).toEqual(zero_columns);
    }
  });

  it('on five whole iterations', () => {
    const { cases, tol } = groups.ialam_outer;
    for (const given of cases) {
      const problem = splittingOf(given);
      let state: IalamState<typeof problem.x> = startAt(
        algebra,
        problem,
        weightsOf(given.W0, given.b0),
        given.rho0,
      );
      const settings = {
        rule: { decrease: given.eta1, shrinkage: given.eta2, power: given.eta3, memory: given.gamma },
        inner: given.inner_sweeps,
        tau1: given.tau1,
        weights: { tolerance: 1e-13, iterations: 20000 },
      };
      const gram = momentsOf(algebra, problem.x);
      for (const expected of given.iterations) {
        for (let i = 0; i < settings.inner; i++) state = nextState(algebra, problem, state, settings, gram);
        const reached = [
          state.penalty.recent.at(-1)!,
          jointNorm(algebra, state.multipliers),
          state.penalty.rho,
          penalizedObjective(algebra, problem, state),
          trainError(algebra, problem, state),
          infeasibility(algebra, problem, state),
        ];
        const { residual, xi_norm, rho_next, O, TrainErr, FeasVi } = expected;
        expect(gap(reached, [residual, xi_norm, rho_next, O, TrainErr, FeasVi])).toBeLessThan(tol);
        state.w.forEach((w, l) => {
          expect(gap(w.data, expected.W[l].flat())).toBeLessThan(tol);
        });
        state.b.forEach((b, l) => {
          expect(gap(b.data, expected.b[l])).toBeLessThan(tol);
        });
      }
      expect(state.penalty.byMultipliers).toBe(given.power_rule_active.filter(Boolean).length);
    }
  });

  it('on the measures of a point', () => {
    const { input, tol, kkt, ...expected } = groups.ialam_metrics;
    const problem = splittingOf(input);
    const point = pointOf(input);
    const multipliers = input.Xi.map(samples);
    const test = { ...problem, x: samples(input.X_test), y: samples(input.Y_test) };
    const pairs = [
      [trainError(algebra, problem, point), expected.TrainErr],
      [trainError(algebra, test, point), expected.TestErr_divided_by_Ntest],
      [infeasibility(algebra, problem, point), expected.FeasVi],
      [smoothedObjective(algebra, problem, point), expected.Obar],
      [penalizedObjective(algebra, problem, point), expected.O],
      [augmentedLagrangian(algebra, problem, point, multipliers, input.rho), expected.AL],
      [zeroColumns(algebra, point), expected.column_sparse_ratio['eps=0']],
      [zeroColumns(algebra, point, 1e-3), expected.column_sparse_ratio['eps=1e-3']],
    ];
    for (const [actual, value] of pairs) expect(gap([actual!], [value])).toBeLessThan(tol);
    const found = stationarity(algebra, problem, point, multipliers, 1e-8);
    const { weights, biases, auxiliaries, feasibility, inequalities } = found;
    const measured = [weights, biases, auxiliaries, feasibility, inequalities];
    expect(gap(measured, [kkt.r_w, kkt.r_b, kkt.r_vu, kkt.r_feas, kkt.r_ineq])).toBeLessThan(tol);
  });
});
