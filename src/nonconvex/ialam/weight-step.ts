import { type Algebra, squaredNorm } from './algebra.js';
import type { PenalizedWeight, WeightPenalty } from './weight-penalty.js';

/** How well the subproblem of the weights is solved. */
export interface WeightAccuracy {
  /** Stationarity relative to rho ||H||_F. */
  readonly tolerance: number;
  readonly iterations: number;
}

/** What the subproblem of a layer knows of the layer's input V (N, n). */
export interface LayerInput<M> {
  readonly v: M;
  readonly moments: Moments<M>;
}

/** The means vbar of the columns, the Gram matrix (V - 1 vbar)'(V - 1 vbar) and its trace. */
export interface Moments<M> {
  readonly means: M;
  readonly gram: M;
  readonly trace: number;
}

export function momentsOf<M>(algebra: Algebra<M>, v: M): Moments<M> {
  return algebra.scope(() => {
    const means = algebra.columnMeans(v);
    const centred = centre(algebra, v, means);
    return {
      means,
      gram: algebra.product(centred, centred, { a: true }),
      trace: squaredNorm(algebra, centred),
    };
  });
}

/** V - 1 vbar. */
function centre<M>(algebra: Algebra<M>, v: M, means: M): M {
  return algebra.scope(() => algebra.addRow(v, algebra.scale(-1, means)));
}

/**
 * Minimises penalty(W) + rho/2 ||T - V W' - 1 b||_F^2 over W and b, from W = `start`.
 *
 * The bias is eliminated, b = tbar - vbar W', which leaves the smooth gradient rho (W G - H) with the centred Gram matrix
 * G and H = (T - 1 tbar)'V. Proximal gradient steps with the curvature of Barzilai and Borwein, a Rayleigh quotient
 * of rho G, that is doubled until the objective is below the largest of the last five. The trace bounds the curvature:
 * there the step decreases the objective by itself. A feature that never changes gets a column of zeros.
 *
 * Source: Dai and Fletcher: On the asymptotic behaviour of some new gradient methods, Math. Program. 103 (2005), with
 * the proximal step of the penalty.
 */
export function weightStep<M>(
  algebra: Algebra<M>,
  { v, moments: { means, gram, trace } }: LayerInput<M>,
  target: M,
  start: M,
  penalty: WeightPenalty<M>,
  rho: number,
  { tolerance, iterations }: WeightAccuracy,
): { w: M; b: M } {
  return algebra.scope(() => {
    const mean = algebra.columnMeans(target);
    const withBias = (w: M) => ({
      w,
      b: algebra.combine(1, mean, -1, algebra.product(means, w, { b: true })),
    });
    if (trace === 0) return withBias(algebra.scale(0, start));

    const scaledGram = algebra.scale(rho, gram);
    const scaledH = algebra.scope(() =>
      algebra.scale(rho, algebra.product(centre(algebra, target, mean), v, { a: true })),
    );
    const gradientAt = (w: M) =>
      algebra.scope(() => algebra.combine(1, algebra.product(w, scaledGram), -1, scaledH));
    // The constant rho/2 ||T - 1 tbar||^2 is left out: <W, gradient - rho H> / 2 is the rest of the smooth part.
    const objectiveAt = ({ w, value }: PenalizedWeight<M>, gradient: M) =>
      algebra.scope(() => value + algebra.inner(w, algebra.combine(1, gradient, -1, scaledH)) / 2);

    const enough = tolerance * Math.sqrt(squaredNorm(algebra, scaledH));
    const steepest = rho * trace;
    let curvature = steepest / Math.min(algebra.shape(gram)[0], 10);
    let current = penalty.at(start);
    let gradient = gradientAt(start);
    let recent = [objectiveAt(current, gradient)];

    for (let i = 0; i < iterations; i++) {
      if (current.residual(gradient, curvature) <= enough) break;
      const ceiling = Math.max(...recent);
      const rounding = 8 * algebra.epsilon * Math.max(...recent.map(Math.abs));
      for (;;) {
        const next = penalty.shrink(algebra.combine(1, current.w, -1 / curvature, gradient), curvature);
        const nextGradient = gradientAt(next.w);
        const objective = objectiveAt(next, nextGradient);
        const move = algebra.combine(1, next.w, -1, current.w);
        const length = squaredNorm(algebra, move);
        const accepted = objective <= ceiling - 1e-4 * (curvature / 2) * length + rounding;
        if (!accepted && curvature < steepest) {
          curvature = Math.min(2 * curvature, steepest);
          continue;
        }
        if (length === 0) return withBias(next.w);
        const turn = algebra.inner(move, algebra.combine(1, nextGradient, -1, gradient));
        curvature = Math.min(steepest, Math.max(turn / length, 1e-10 * steepest));
        current = next;
        gradient = nextGradient;
        recent = [...recent.slice(-4), objective];
        break;
      }
    }
    return withBias(current.w);
  });
}
