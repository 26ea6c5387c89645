import { addScaled, dot } from '../../core/matrix.js';
import { type ConeRows, degree, type Vector } from './cone-rows.js';
import { type ConeVectors, coneScaling, jordanProduct, jordanQuotient } from './cone-scaling.js';
import { type ConeStructure, type NewtonSolve, newtonProduct } from './cone-structure.js';
import { largestStep } from './step-length.js';

/** A strictly feasible point of the program with multipliers that are positive, and feasible more and more nearly. */
export interface Iterate<V extends Vector, R extends ConeRows> {
  readonly iteration: number;
  readonly point: V;
  readonly multipliers: R;
  /** s . z. */
  readonly complementarity: number;
}

/** Share of the way to the boundary that a step goes. */
const boundary = 0.99;
const leastStep = 1e-7;
/** Relative residuals of the inner systems: of the affine step, which only sets the centring, and of the step itself. */
const affineTolerance = 1e-2;
const stepTolerance = 1e-7;
const refinements = 2;
/** Residual of the whole system, relative to its right-hand side, below which nothing is refined. */
const exactEnough = 1e-10;

/**
 * Mehrotra's predictor-corrector method on any program of that structure, in Nesterov-Todd scaling, with equal steps in primal and dual. Slacks are
 * recomputed from the point, so every iterate is strictly feasible. Returns why it ended: it only ends where rounding
 * leaves no step to go. Source: Mehrotra, On the implementation of a primal-dual interior point method, SIAM J. Optim. 2
 * (1992).
 */
export function* interiorIterates<V extends Vector, R extends ConeRows>(
  structure: ConeStructure<V, R>,
): Generator<Iterate<V, R>, string> {
  const { cones, d } = structure;
  let { point, multipliers: z } = structure.start();
  let s = structure.slacks(point);
  const count = degree(s);

  for (let iteration = 0; ; iteration++) {
    const complementarity = dot(s.all, z.all);
    yield { iteration, point, multipliers: z, complementarity };
    const mu = complementarity / count;

    const residual = moved(structure.variables(), structure.costs, structure.adjoint(z), -1);
    structure.addCurvature(residual, point);
    const weights = structure.rows();
    for (let r = 0; r < s.orthant.length; r++) weights.orthant[r] = z.orthant[r]! / s.orthant[r]!;
    const cone = coneScaling(s, z, cones, d);
    const solve = structure.linearise(weights, cone);
    if (typeof solve === 'string') return solve;

    /** The direction for which z ds + s dz = `products`, and its like in the cones, with B'dz closing the residual. */
    const direction = (products: Float64Array, onCones: ConeVectors, tolerance: number, rounds: number) => {
      const target = structure.rows();
      for (let r = 0; r < s.orthant.length; r++) target.orthant[r] = products[r]! / s.orthant[r]!;
      const quotient = jordanQuotient(onCones, cone.lambda, d);
      const scaled = cone.dividedBy(quotient);
      target.t.set(scaled.t);
      target.u.set(scaled.u);
      const rhs = structure.adjoint(target);
      addScaled(rhs.all, -1, residual.all);
      const product = (v: V) => newtonProduct(structure, weights, cone, v);
      const dx = solveRefined(structure, product, solve, rhs, tolerance, rounds);
      if (!dx) return undefined;
      const ds = structure.apply(dx);
      const dz = target;
      for (let r = 0; r < s.orthant.length; r++) dz.orthant[r]! -= weights.orthant[r]! * ds.orthant[r]!;
      const twice = cone.dividedBy(cone.dividedBy(ds));
      addScaled(dz.t, -1, twice.t);
      addScaled(dz.u, -1, twice.u);
      return { dx, ds, dz };
    };

    const affineCones = jordanProduct(cone.lambda, cone.lambda, d);
    const affine = direction(
      s.orthant.map((value, r) => -value * z.orthant[r]!),
      { t: affineCones.t.map((value) => -value), u: affineCones.u.map((value) => -value) },
      affineTolerance,
      0,
    );
    if (!affine) return 'the coupled system could not be solved';
    const reach = Math.min(1, largestStep(s, affine.ds, d), largestStep(z, affine.dz, d));
    let affineMu = 0;
    for (let r = 0; r < s.all.length; r++)
      affineMu += (s.all[r]! + reach * affine.ds.all[r]!) * (z.all[r]! + reach * affine.dz.all[r]!);
    affineMu /= count;
    const centre = mu * Math.min(1, Math.max(affineMu / mu, 1e-6)) ** 3;

    const second = jordanProduct(cone.dividedBy(affine.ds), cone.times(affine.dz), d);
    const step = direction(
      s.orthant.map(
        (value, r) => centre - value * z.orthant[r]! - affine.ds.orthant[r]! * affine.dz.orthant[r]!,
      ),
      {
        t: affineCones.t.map((value, i) => centre - value - second.t[i]!),
        u: affineCones.u.map((value, at) => -value - second.u[at]!),
      },
      stepTolerance,
      refinements,
    );
    if (!step) return 'the coupled system could not be solved';
    const length = Math.min(1, boundary * Math.min(largestStep(s, step.ds, d), largestStep(z, step.dz, d)));
    if (!(length > leastStep)) return 'no step was left to go';
    const next = moved(structure.variables(), point, step.dx, length);
    const nextS = structure.slacks(next);
    if (!isInterior(nextS, d)) return 'rounding took a step out of the cones';
    point = next;
    s = nextS;
    z = moved(structure.rows(), z, step.dz, length);
  }
}

function moved<T extends Vector>(target: T, from: T, along: T, length: number): T {
  target.all.set(from.all);
  addScaled(target.all, length, along.all);
  return target;
}

function isInterior(s: ConeRows, d: number): boolean {
  return (
    s.orthant.every((value) => value > 0) &&
    s.t.every((t, i) => {
      const u = s.u.subarray(i * d, (i + 1) * d);
      return t > Math.sqrt(dot(u, u));
    })
  );
}

/** A solve with iterative refinement on the whole system. */
function solveRefined<V extends Vector>(
  { variables }: Pick<ConeStructure<V, ConeRows>, 'variables'>,
  product: (v: V) => V,
  solve: NewtonSolve<V>,
  b: V,
  tolerance: number,
  rounds: number,
): V | undefined {
  const size = largestEntry(b.all);
  const v = solve(b, tolerance);
  for (let round = 0; v && round < rounds; round++) {
    const rest = moved(variables(), b, product(v), -1);
    if (largestEntry(rest.all) < exactEnough * size) break;
    const more = solve(rest, tolerance);
    if (!more) return undefined;
    addScaled(v.all, 1, more.all);
  }
  return v?.all.every(Number.isFinite) ? v : undefined;
}

function largestEntry(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!));
  return largest;
}
