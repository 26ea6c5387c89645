import { type Algebra, squaredNorm } from './algebra.js';
import type { WeightPenalty } from './weight-penalty.js';

/** How well the subproblem of the weights is solved. */
export interface WeightAccuracy {
  /** Stationarity relative to rho ||H||_F. */
  readonly tolerance: number;
  readonly iterations: number;
}

/** What the subproblem of a layer knows of the layer's input V (N, n): its means, itself centred, and its Gram matrix. */
export interface CentredInput<M> {
  readonly means: M;
  readonly centred: M;
  readonly gram: M;
  readonly trace: number;
}

/** V - 1 vbar and (V - 1 vbar)'(V - 1 vbar); a Gram matrix that is known already is not computed again. */
export function centre<M>(algebra: Algebra<M>, v: M, known?: { gram: M; trace: number }): CentredInput<M> {
  const means = algebra.columnMeans(v);
  const centred = algebra.scope(() => algebra.addRow(v, algebra.scale(-1, means)));
  const gram = known?.gram ?? algebra.product(centred, centred, { a: true });
  return { means, centred, gram, trace: known?.trace ?? squaredNorm(algebra, centred) };
}

/**
 * Minimises penalty(W) + rho/2 ||T - V W' - 1 b||_F^2 over W and b, from W = `start`.
 *
 * The bias is eliminated, b = tbar - vbar W', which leaves the smooth gradient rho (W G - H) with the centred Gram matrix
 * G and H = T'(V - 1 vbar). Proximal gradient steps with the curvature of Barzilai and Borwein, a Rayleigh quotient
 * of rho G, that is doubled until the objective is below the largest of the last five. The trace bounds the curvature:
 * there the step decreases the objective by itself. A feature that never changes gets a column of zeros.
 *
 * Source: Dai and Fletcher: On the asymptotic behaviour of some new gradient methods, Math. Program. 103 (2005), with
 * the proximal step of the penalty.
 */
export function weightStep<M>(
  algebra: Algebra<M>,
  { means, centred, gram, trace }: CentredInput<M>,
  target: M,
  start: M,
  penalty: WeightPenalty<M>,
  rho: number,
  { tolerance, iterations }: WeightAccuracy,
): { w: M; b: M } {
  return algebra.scope(() => {
    const h = algebra.product(target, centred, { a: true });
    const withBias = (w: M) => {
      const mean = algebra.columnMeans(target);
      return { w, b: algebra.combine(1, mean, -1, algebra.product(means, w, { b: true })) };
    };
    if (trace === 0) return withBias(algebra.scale(0, start));

    const gradientAt = (w: M) => algebra.combine(rho, algebra.product(w, gram), -rho, h);
    // The constant rho/2 ||T - 1 tbar||^2 is left out: <W, gradient - rho H> / 2 is the rest of the smooth part.
    const objectiveAt = (w: M, gradient: M) =>
      penalty.value(w) + (algebra.inner(w, gradient) - rho * algebra.inner(w, h)) / 2;

    const enough = tolerance * rho * Math.sqrt(squaredNorm(algebra, h));
    const steepest = rho * trace;
    let curvature = steepest / Math.min(algebra.shape(gram)[0], 10);
    let w = start;
    let gradient = gradientAt(w);
    let recent = [objectiveAt(w, gradient)];

    for (let i = 0; i < iterations; i++) {
      if (penalty.residual(w, gradient, curvature) <= enough) break;
      const ceiling = Math.max(...recent);
      const rounding = 8 * algebra.epsilon * Math.max(...recent.map(Math.abs));
      for (;;) {
        const next = penalty.shrink(algebra.combine(1, w, -1 / curvature, gradient), curvature);
        const nextGradient = gradientAt(next);
        const objective = objectiveAt(next, nextGradient);
        const move = algebra.combine(1, next, -1, w);
        const length = squaredNorm(algebra, move);
        const accepted = objective <= ceiling - 1e-4 * (curvature / 2) * length + rounding;
        if (!accepted && curvature < steepest) {
          curvature = Math.min(2 * curvature, steepest);
          continue;
        }
        if (length === 0) return withBias(next);
        const turn = algebra.inner(move, algebra.combine(1, nextGradient, -1, gradient));
        curvature = Math.min(steepest, Math.max(turn / length, 1e-10 * steepest));
        w = next;
        gradient = nextGradient;
        recent = [...recent.slice(-4), objective];
        break;
      }
    }
    return withBias(w);
  });
}
