import { type Algebra, type Entries, squaredNorm } from './algebra.js';
import { columnNormsOf, sum } from './objective.js';

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
 * Minimises lambda sum_j ||W[:, j]|| + rho/2 ||T - V W' - 1 b||_F^2 over W and b, from W = `start`.
 *
 * The bias is eliminated, b = tbar - vbar W', which leaves the smooth gradient rho (W G - H) with the centred Gram matrix
 * G and H = (T - 1 tbar)'V. Proximal gradient steps with the curvature of Barzilai and Borwein, a Rayleigh quotient
 * of rho G, that is doubled until the objective is below the largest of the last five. The trace bounds the curvature:
 * there the step decreases the objective by itself. A feature that never changes gets a column of zeros.
 *
 * Source: Dai and Fletcher: On the asymptotic behaviour of some new gradient methods, Math. Program. 103 (2005), with
 * the proximal step of the group lasso.
 */
export function weightStep<M>(
  algebra: Algebra<M>,
  { v, moments: { means, gram, trace } }: LayerInput<M>,
  target: M,
  start: M,
  lambda: number,
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
    const objectiveAt = (w: M, norms: Entries, gradient: M) =>
      algebra.scope(
        () => lambda * sum(norms) + algebra.inner(w, algebra.combine(1, gradient, -1, scaledH)) / 2,
      );

    const enough = tolerance * Math.sqrt(squaredNorm(algebra, scaledH));
    const steepest = rho * trace;
    let curvature = steepest / Math.min(algebra.shape(gram)[0], 10);
    let w = start;
    let norms = columnNormsOf(algebra, w);
    let gradient = gradientAt(w);
    let recent = [objectiveAt(w, norms, gradient)];

    for (let i = 0; i < iterations; i++) {
      if (groupLassoResidual(algebra, w, gradient, lambda, norms) <= enough) break;
      const ceiling = Math.max(...recent);
      const rounding = 8 * algebra.epsilon * Math.max(...recent.map(Math.abs));
      for (;;) {
        const { w: next, norms: nextNorms } = shrinkColumns(
          algebra,
          algebra.combine(1, w, -1 / curvature, gradient),
          lambda / curvature,
        );
        const nextGradient = gradientAt(next);
        const objective = objectiveAt(next, nextNorms, nextGradient);
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
        norms = nextNorms;
        gradient = nextGradient;
        recent = [...recent.slice(-4), objective];
        break;
      }
    }
    return withBias(w);
  });
}

/**
 * Column c -> c max(0, 1 - threshold / ||c||), the proximal operator of threshold sum_j ||W[:, j]||, and the norms
 * max(0, ||c|| - threshold) of what comes out.
 */
export function shrinkColumns<M>(algebra: Algebra<M>, w: M, threshold: number): { w: M; norms: Entries } {
  return algebra.scope(() => {
    const norms = columnNormsOf(algebra, w);
    const factors = norms.map((norm) => (norm > threshold ? 1 - threshold / norm : 0));
    return {
      w: algebra.scaleColumns(w, algebra.matrix(1, factors.length, factors)),
      norms: norms.map((norm) => Math.max(0, norm - threshold)),
    };
  });
}

/**
 * How far W is from stationarity of lambda sum_j ||W[:, j]|| + a smooth part: the l2 norm over the columns of
 * ||g_j + lambda W_j / ||W_j|||| where W_j is not zero, of max(0, ||g_j|| - lambda) where it is. `norms` are ||W_j||.
 */
export function groupLassoResidual<M>(
  algebra: Algebra<M>,
  w: M,
  gradient: M,
  lambda: number,
  norms: Entries = columnNormsOf(algebra, w),
): number {
  return algebra.scope(() => {
    const inverse = Float64Array.from(norms, (norm) => (norm > 0 ? lambda / norm : 0));
    const direction = algebra.scaleColumns(w, algebra.matrix(1, inverse.length, inverse));
    const slopes = algebra.entries(algebra.columnNorms(algebra.combine(1, gradient, 1, direction)));
    let squares = 0;
    for (let j = 0; j < norms.length; j++) {
      squares += (norms[j]! > 0 ? slopes[j]! : Math.max(0, slopes[j]! - lambda)) ** 2;
    }
    return Math.sqrt(squares);
  });
}
