import { type Algebra, squaredNorm } from './algebra.js';
import { residual } from './objective.js';
import { inputOf, type Point, type Splitting } from './splitting.js';
import { weightPenaltyOf } from './weight-penalty.js';

/** Violations of the optimality conditions of one layer or of all, each an l2 norm but for the last. */
export interface Stationarity {
  readonly weights: number;
  readonly biases: number;
  readonly auxiliaries: number;
  readonly feasibility: number;
  /** max (sigma(U) - V)_+. */
  readonly inequalities: number;
}

/**
 * The residuals of a point and its multipliers in the optimality conditions of the penalized problem, layer by layer.
 * For the weights: 0 in the subdifferential of lambdaW r_l(W_l) minus Xi_l'V_{l-1}, for penalties other than the
 * paper's the step that their operator makes; for the biases: the sums of Xi_l over the samples; for the auxiliary
 * variables: the distance of (g, Xi), g the slope in V of everything but the inequalities, to the (limiting) normals of
 * -beta sigma and the inequalities. Constraints within `activity` count as active.
 */
export function layerStationarity<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  multipliers: readonly M[],
  activity = 1e-6,
): Stationarity[] {
  const { slopes, beta } = problem;
  return slopes.map((slope, l) =>
    algebra.scope(() => {
      const xi = multipliers[l]!;
      const pull = algebra.scale(-1, algebra.product(xi, inputOf(problem, point, l), { a: true }));
      const units = {
        v: point.v[l]!,
        u: point.u[l]!,
        slopeInV: slopeInV(algebra, problem, point, multipliers, l),
        xi,
      };
      return {
        weights: weightPenaltyOf(algebra, problem, l).at(point.w[l]!).residual(pull, 1),
        biases: algebra.shape(xi)[0] * Math.hypot(...algebra.entries(algebra.columnMeans(xi))),
        feasibility: Math.sqrt(squaredNorm(algebra, residual(algebra, problem, point, l))),
        ...unitResiduals(algebra, units, beta[l]!, slope, activity),
      };
    }),
  );
}

/** The residuals of all layers together. */
export function joined(layers: readonly Stationarity[]): Stationarity {
  const joint = (name: keyof Stationarity) => Math.hypot(...layers.map((layer) => layer[name]));
  return {
    weights: joint('weights'),
    biases: joint('biases'),
    auxiliaries: joint('auxiliaries'),
    feasibility: joint('feasibility'),
    inequalities: Math.max(...layers.map(({ inequalities }) => inequalities)),
  };
}

/** {@link layerStationarity} of all layers together. */
export function stationarity<M>(...given: Parameters<typeof layerStationarity<M>>): Stationarity {
  return joined(layerStationarity(...given));
}

/** The slope in V_l of the objective and the equations, but for the constant beta_l. */
function slopeInV<M>(
  algebra: Algebra<M>,
  { slopes, lambdaV, dataWeight, y }: Splitting<M>,
  { w, v }: Point<M>,
  multipliers: readonly M[],
  l: number,
): M {
  return l === slopes.length - 1
    ? algebra.combine(2 * (lambdaV + dataWeight), v[l]!, -2 * dataWeight, y)
    : algebra.combine(2 * lambdaV, v[l]!, -1, algebra.product(multipliers[l + 1]!, w[l + 1]!));
}

/** What the entries of one layer violate. */
function unitResiduals<M>(
  algebra: Algebra<M>,
  units: { readonly v: M; readonly u: M; readonly slopeInV: M; readonly xi: M },
  beta: number,
  slope: number,
  activity: number,
): Pick<Stationarity, 'auxiliaries' | 'inequalities'> {
  const v = algebra.entries(units.v);
  const u = algebra.entries(units.u);
  const g = algebra.entries(units.slopeInV);
  const xi = algebra.entries(units.xi);
  let squares = 0;
  let inequalities = 0;
  for (let i = 0; i < v.length; i++) {
    squares += entryDistance(g[i]! + beta, xi[i]!, v[i]!, u[i]!, beta, slope, activity) ** 2;
    inequalities = Math.max(inequalities, u[i]! - v[i]!, slope * u[i]! - v[i]!);
  }
  return { auxiliaries: Math.sqrt(squares), inequalities };
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
