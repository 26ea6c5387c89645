import { type Algebra, squaredNorm } from './algebra.js';
import { columnNormsOf } from './column-lasso.js';
import { inputOf, type Point, type Splitting, type Weights } from './splitting.js';
import { weightPenaltyOf } from './weight-penalty.js';

/** V W_l' + 1 b_l for the layer l, counted from 0. */
export function affine<M>(algebra: Algebra<M>, { w, b }: Weights<M>, l: number, input: M): M {
  return algebra.scope(() => algebra.addRow(algebra.product(input, w[l]!, { b: true }), b[l]!));
}

/** R_l = U_l - V_{l-1} W_l' - 1 b_l; `first` is V_0 W_1' + 1 b_1 where it is known. */
export function residuals<M>(algebra: Algebra<M>, problem: Splitting<M>, point: Point<M>, first?: M): M[] {
  return point.u.map((_, l) => residual(algebra, problem, point, l, l === 0 ? first : undefined));
}

/** R_l; `known` is V_{l-1} W_l' + 1 b_l. */
export function residual<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  l: number,
  known?: M,
): M {
  return algebra.scope(() => {
    const z = known ?? affine(algebra, point, l, inputOf(problem, point, l));
    return algebra.combine(1, point.u[l]!, -1, z);
  });
}

/** The outputs of the network itself, (N, n_L): the auxiliary variables play no part. */
export function outputs<M>(algebra: Algebra<M>, slopes: readonly number[], weights: Weights<M>, x: M): M {
  return slopes.reduce(
    (input, slope, l) => algebra.scope(() => algebra.activate(affine(algebra, weights, l, input), slope)),
    x,
  );
}

/** (1/N) ||f(X) - Y||^2. */
export function trainError<M>(algebra: Algebra<M>, { slopes, x, y }: Splitting<M>, weights: Weights<M>) {
  return algebra.scope(() => {
    const error = algebra.combine(1, outputs(algebra, slopes, weights, x), -1, y);
    return squaredNorm(algebra, error) / algebra.shape(y)[0];
  });
}

/** Obar = c ||V_L - Y||^2 + lambdaW sum_l r_l(W_l) + lambdaV sum_l ||V_l||^2. */
export function smoothedObjective<M>(algebra: Algebra<M>, problem: Splitting<M>, { w, v }: Point<M>): number {
  const { y, dataWeight, lambdaV } = problem;
  return algebra.scope(() => {
    const fit = squaredNorm(algebra, algebra.combine(1, v.at(-1)!, -1, y));
    const penalties = sum(w.map((weight, l) => weightPenaltyOf(algebra, problem, l).at(weight).value));
    return dataWeight * fit + penalties + lambdaV * sum(v.map((each) => squaredNorm(algebra, each)));
  });
}

/** O = Obar + sum_l beta_l sum_entries (V_l - sigma_l(U_l)). */
export function penalizedObjective<M>(algebra: Algebra<M>, problem: Splitting<M>, point: Point<M>): number {
  const slack = gaps(algebra, problem, point).map((gap, l) => problem.beta[l]! * sum(algebra.entries(gap)));
  return smoothedObjective(algebra, problem, point) + sum(slack);
}

/** O + sum_l (<Xi_l, R_l> + rho/2 ||R_l||^2); `first` is V_0 W_1' + 1 b_1 where it is known. */
export function augmentedLagrangian<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  multipliers: readonly M[],
  rho: number,
  first?: M,
): number {
  const terms = residuals(algebra, problem, point, first).map(
    (r, l) => algebra.inner(multipliers[l]!, r) + (rho / 2) * squaredNorm(algebra, r),
  );
  return penalizedObjective(algebra, problem, point) + sum(terms);
}

/** FeasVi = (1/N) sum_l (||V_l - sigma_l(U_l)||^2 + ||R_l||^2): how far the point is from being a network. */
export function infeasibility<M>(algebra: Algebra<M>, problem: Splitting<M>, point: Point<M>): number {
  return algebra.scope(() => {
    const violations = [...gaps(algebra, problem, point), ...residuals(algebra, problem, point)];
    return sum(violations.map((each) => squaredNorm(algebra, each))) / algebra.shape(problem.y)[0];
  });
}

/** Share of the columns of all weights with an l2 norm of at most `epsilon`. */
export function zeroColumns<M>(algebra: Algebra<M>, { w }: Pick<Weights<M>, 'w'>, epsilon = 0): number {
  const norms = w.flatMap((weight) => Array.from(columnNormsOf(algebra, weight)));
  return norms.filter((norm) => norm <= epsilon).length / norms.length;
}

/** The l2 norm of several matrices together. */
export function jointNorm<M>(algebra: Algebra<M>, matrices: readonly M[]): number {
  return Math.sqrt(sum(matrices.map((each) => squaredNorm(algebra, each))));
}

/** V_l - sigma_l(U_l), layer by layer. */
function gaps<M>(algebra: Algebra<M>, { slopes }: Splitting<M>, { v, u }: Point<M>): M[] {
  return v.map((each, l) =>
    algebra.scope(() => algebra.combine(1, each, -1, algebra.activate(u[l]!, slopes[l]!))),
  );
}

export function sum(terms: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < terms.length; i++) total += terms[i]!;
  return total;
}
