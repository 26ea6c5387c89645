import { addScaled, dot } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { type ConeVectors, coneScaling, jordanProduct, jordanQuotient } from './cone-scaling.js';
import { coupledSystem } from './coupled-system.js';
import { neuronBlocks } from './neuron-blocks.js';
import { eliminate, type Linearisation, newtonProduct } from './newton-system.js';
import { type Operators, operators } from './operators.js';
import type { InteriorProgram } from './program.js';
import { slopeBlocks } from './slope-blocks.js';
import { startingMultipliers, startingPoint } from './start.js';
import { largestStep } from './step-length.js';
import { degree, type Rows, rows, type Variables, variables } from './vectors.js';
import type { ZSolver, ZSolvers } from './z-solver.js';

/** A strictly feasible point of the program with multipliers that are positive, and feasible more and more nearly. */
export interface Iterate {
  readonly iteration: number;
  readonly point: Variables;
  readonly multipliers: Rows;
  /** s . z over the degree of the cones. */
  readonly mu: number;
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
 * Mehrotra's predictor-corrector method in Nesterov-Todd scaling, with equal steps in primal and dual. Slacks are
 * recomputed from the point, so every iterate is strictly feasible. Returns why it ended: it only ends where rounding
 * leaves no step to go. Source: Mehrotra, On the implementation of a primal-dual interior point method, SIAM J. Optim. 2
 * (1992).
 */
export function* interiorIterates(
  program: InteriorProgram,
  kernels: DenseKernels,
  solvers: ZSolvers,
): Generator<Iterate, string> {
  const maps = operators(program, kernels);
  const count = degree(program);
  const { d, loss } = program;
  const N = 2 * program.patterns;
  let point = startingPoint(program, kernels);
  let s = maps.slacks(point);
  let z = startingMultipliers(program, point, s);

  for (let iteration = 0; ; iteration++) {
    const mu = dot(s.all, z.all) / count;
    yield { iteration, point, multipliers: z, mu };

    const residual = costs(program);
    addScaled(residual.xi, loss.curvature, point.xi);
    addScaled(residual.all, -1, maps.adjoint(z).all);
    const weights = rows(program);
    for (let r = 0; r < s.orthant.length; r++) weights.orthant[r] = z.orthant[r]! / s.orthant[r]!;
    const cone = coneScaling(s, z, N, d);
    const neurons = neuronBlocks(program, kernels, weights, cone);
    if (!neurons) return 'a neuron block lost definiteness to rounding';
    const slopes = slopeBlocks(program, weights);
    const linearisation: Linearisation = { weights, cone, neurons, slopes };
    const solveZ = solvers.of(coupledSystem(program, kernels, maps, neurons, slopes));

    /** The direction for which z ds + s dz = `products`, and its like in the cones, with B'dz closing the residual. */
    const direction = (products: Float64Array, onCones: ConeVectors, tolerance: number, rounds: number) => {
      const target = rows(program);
      for (let r = 0; r < s.orthant.length; r++) target.orthant[r] = products[r]! / s.orthant[r]!;
      const quotient = jordanQuotient(onCones, cone.lambda, d);
      const scaled = cone.dividedBy(quotient);
      target.t.set(scaled.t);
      target.u.set(scaled.u);
      const rhs = maps.adjoint(target);
      addScaled(rhs.all, -1, residual.all);
      const dx = solveRefined(program, maps, linearisation, rhs, solveZ, tolerance, rounds);
      if (!dx) return undefined;
      const ds = maps.apply(dx);
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
    const next = moved(variables(program), point, step.dx, length);
    const nextS = maps.slacks(next);
    if (!isInterior(nextS, d)) return 'rounding took a step out of the cones';
    point = next;
    s = nextS;
    z = moved(rows(program), z, step.dz, length);
  }
}

/** The program's linear costs. */
function costs(program: InteriorProgram): Variables {
  const cost = variables(program);
  cost.t.fill(program.weight);
  cost.xi.fill(program.loss.cost);
  return cost;
}

function moved<T extends { readonly all: Float64Array }>(target: T, from: T, along: T, length: number): T {
  target.all.set(from.all);
  addScaled(target.all, length, along.all);
  return target;
}

function isInterior(s: Rows, d: number): boolean {
  return (
    s.orthant.every((value) => value > 0) &&
    s.t.every((t, i) => {
      const u = s.u.subarray(i * d, (i + 1) * d);
      return t > Math.sqrt(dot(u, u));
    })
  );
}

/** Elimination with iterative refinement on the whole system. */
function solveRefined(
  program: InteriorProgram,
  maps: Operators,
  linearisation: Linearisation,
  b: Variables,
  solveZ: ZSolver,
  tolerance: number,
  rounds: number,
): Variables | undefined {
  let failed = false;
  const solve = (rhs: Variables) =>
    eliminate(program, maps, linearisation, rhs, (r) => {
      const z = solveZ(r, tolerance);
      failed ||= !z;
      return z ?? r;
    });
  const size = largestEntry(b.all);
  const v = solve(b);
  for (let round = 0; round < rounds && !failed; round++) {
    const rest = variables(program);
    rest.all.set(b.all);
    addScaled(rest.all, -1, newtonProduct(program, maps, linearisation, v).all);
    if (largestEntry(rest.all) < exactEnough * size) break;
    addScaled(v.all, 1, solve(rest).all);
  }
  return failed || !v.all.every(Number.isFinite) ? undefined : v;
}

function largestEntry(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!));
  return largest;
}
