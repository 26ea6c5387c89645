import type { Matrix } from '../../core/matrix.js';
import { float64Algebra as algebra } from './float64-algebra.js';
import { jointNorm, residuals } from './objective.js';
import { inputOf, type Point, type Splitting } from './splitting.js';
import { groupLassoResidual } from './weight-step.js';

/** Violations of the optimality conditions of the penalized problem, each an l2 norm but for the last. */
export interface Stationarity {
  readonly weights: number;
  readonly biases: number;
  readonly auxiliaries: number;
  readonly feasibility: number;
  /** max (sigma(U) - V)_+. */
  readonly inequalities: number;
}

/**
 * The residuals of a point and its multipliers, in float64. For the weights: 0 in the subdifferential of
 * lambdaW sum_j ||W_j|| minus Xi_l'V_{l-1}; for the biases: the sums of Xi_l over the samples; for the auxiliary
 * variables: the distance of (g, Xi), g the slope in V of everything but the inequalities, to the (limiting) normals of
 * -beta sigma and the inequalities. Constraints within `activity` count as active.
 */
export function stationarity(
  problem: Splitting<Matrix>,
  point: Point<Matrix>,
  multipliers: readonly Matrix[],
  activity = 1e-6,
): Stationarity {
  const { slopes, beta, lambdaW, lambdaV, dataWeight, y } = problem;
  const { w, v, u } = point;
  const layers = slopes.map((slope, l) => {
    const xi = multipliers[l]!;
    const pull = algebra.scale(-1, algebra.product(xi, inputOf(problem, point, l), { a: true }));
    const onV = slopeInV(l);
    const onUnits = xi.data.map((slopeInU, i) =>
      entryDistance(onV.data[i]!, slopeInU, v[l]!.data[i]!, u[l]!.data[i]!, beta[l]!, slope, activity),
    );
    return {
      weights: groupLassoResidual(algebra, w[l]!, pull, lambdaW),
      biases: xi.rows * Math.hypot(...algebra.columnMeans(xi).data),
      auxiliaries: Math.sqrt(onUnits.reduce((sum, distance) => sum + distance ** 2, 0)),
      inequalities: u[l]!.data.reduce(
        (most, t, i) => Math.max(most, t - v[l]!.data[i]!, slope * t - v[l]!.data[i]!),
        0,
      ),
    };
  });

  function slopeInV(l: number): Matrix {
    const last = l === slopes.length - 1;
    const smooth = last
      ? algebra.combine(2 * (lambdaV + dataWeight), v[l]!, -2 * dataWeight, y)
      : algebra.combine(2 * lambdaV, v[l]!, -1, algebra.product(multipliers[l + 1]!, w[l + 1]!));
    return { ...smooth, data: smooth.data.map((entry) => entry + beta[l]!) };
  }

  return {
    weights: Math.hypot(...layers.map(({ weights }) => weights)),
    biases: Math.hypot(...layers.map(({ biases }) => biases)),
    auxiliaries: Math.hypot(...layers.map(({ auxiliaries }) => auxiliaries)),
    feasibility: jointNorm(algebra, residuals(algebra, problem, point)),
    inequalities: Math.max(...layers.map(({ inequalities }) => inequalities)),
  };
}

/**
 * Distance of (g, xi) to {(m1 + m2, s - m1 - slope m2)}, m1, m2 >= 0 the multipliers of v >= u and v >= slope u, which
 * are 0 where the constraint is not active, and s a limiting slope of beta sigma at u.
 */
function entryDistance(
  g: number,
  xi: number,
  v: number,
  u: number,
  beta: number,
  slope: number,
  activity: number,
): number {
  const touches = v <= Math.max(u, slope * u) + activity;
  const toRay = (s: number, kappa: number) => distanceToRay(g, xi - s, kappa);
  if (u > activity) return touches ? toRay(beta, 1) : Math.hypot(g, xi - beta);
  if (u < -activity) return touches ? toRay(beta * slope, slope) : Math.hypot(g, xi - beta * slope);
  const limits = [beta, beta * slope];
  return Math.min(...limits.map((s) => (touches ? distanceToCone(g, xi - s, slope) : Math.hypot(g, xi - s))));
}

/** Distance of (p, q) to the ray of (1, -kappa). */
function distanceToRay(p: number, q: number, kappa: number): number {
  const along = Math.max(0, (p - kappa * q) / (1 + kappa ** 2));
  return Math.hypot(p - along, q + kappa * along);
}

/** Distance of (p, q) to the cone between the rays of (1, -1) and (1, -slope). */
function distanceToCone(p: number, q: number, slope: number): number {
  const inside = p >= 0 && q <= -slope * p && q >= -p;
  return inside ? 0 : Math.min(distanceToRay(p, q, 1), distanceToRay(p, q, slope));
}
