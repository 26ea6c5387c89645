import type { ConeRows, Vector } from './cone-rows.js';
import type { ConeScaling } from './cone-scaling.js';

/** Solves (Q + B' W^-2 B) v = b, to about that relative residual; undefined where it cannot. */
export type NewtonSolve<V> = (b: V, tolerance: number) => V | undefined;

/**
 * A convex program by what makes it cheap to solve:
 *
 *   minimise  c'v + v'Qv/2  subject to  B v - offset in K,
 *
 * K an orthant and second-order cones of the same dimension. Nobody forms B: its maps and the linear systems of a step use
 * how the program is built.
 */
export interface ConeStructure<V extends Vector, R extends ConeRows> {
  /** Second-order cones, and the length d of their vectors u. */
  readonly cones: number;
  readonly d: number;
  /** Zeros. */
  variables(): V;
  rows(): R;
  /** c. */
  readonly costs: V;
  /** result += Q v. */
  addCurvature(result: V, v: V): void;
  /** B v, B v - offset and B'z. */
  apply(v: V): R;
  slacks(v: V): R;
  adjoint(z: R): V;
  /** A strictly feasible point, and multipliers inside the cones. */
  start(): { readonly point: V; readonly multipliers: R };
  /** What solves the systems of one iteration, with W^-2 = `weights` on the orthant; or in words why nothing does. */
  linearise(weights: R, cone: ConeScaling): NewtonSolve<V> | string;
}

/** (Q + B' W^-2 B) v. */
export function newtonProduct<V extends Vector, R extends ConeRows>(
  { apply, adjoint, addCurvature }: Pick<ConeStructure<V, R>, 'apply' | 'adjoint' | 'addCurvature'>,
  weights: R,
  cone: ConeScaling,
  v: V,
): V {
  const image = apply(v);
  for (let r = 0; r < image.orthant.length; r++) image.orthant[r]! *= weights.orthant[r]!;
  const twice = cone.dividedBy(cone.dividedBy(image));
  image.t.set(twice.t);
  image.u.set(twice.u);
  const result = adjoint(image);
  addCurvature(result, v);
  return result;
}
