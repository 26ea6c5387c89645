import type { Kkt } from './kkt.js';
import { maxAbs, multiply, multiplySymmetric, multiplyTransposed } from './products.js';
import type { ScaledProgram } from './scaling.js';

/** Weight of the proximal term in x. */
export const sigma = 1e-6;
/** Over-relaxation. */
const alpha = 1.6;
const equalityFactor = 1e3;
const leastRho = 1e-6;
const greatestRho = 1e6;
/** A new step size is worth a factorization when it differs by more than this factor. */
const worthwhile = 5;

/** One point of the iteration; w stands for Ax and obeys the bounds, y are the multipliers. */
export interface Iterate {
  readonly x: Float64Array;
  readonly w: Float64Array;
  readonly y: Float64Array;
}

export function iterate(columns: number, rows: number): Iterate {
  return { x: new Float64Array(columns), w: new Float64Array(rows), y: new Float64Array(rows) };
}

/** Step sizes by row: equality rows take a thousand times the others' (Stellato et al. 2020, section 5.2). */
export function rhoByRow(rho: number, { a, zero }: ScaledProgram, out: Float64Array): void {
  for (let i = 0; i < a.rows; i++) out[i] = i < zero ? Math.min(greatestRho, equalityFactor * rho) : rho;
}

/**
 * One iteration of algorithm 1 of Stellato et al. (2020), from one iterate into another, with the factored matrix
 * [P + sigma I, A'; A, -diag(1 / rho)]. `work` has n + m entries; only it and `to` are written.
 */
export function step(
  { q, b, zero }: ScaledProgram,
  system: Kkt,
  rho: Float64Array,
  from: Iterate,
  to: Iterate,
  work: Float64Array,
): void {
  const n = q.length;
  const m = b.length;
  for (let j = 0; j < n; j++) work[j] = sigma * from.x[j]! - q[j]!;
  for (let i = 0; i < m; i++) work[n + i] = from.w[i]! - from.y[i]! / rho[i]!;
  system.solve(work);

  for (let j = 0; j < n; j++) to.x[j] = alpha * work[j]! + (1 - alpha) * from.x[j]!;
  for (let i = 0; i < m; i++) {
    const target = from.w[i]! + (work[n + i]! - from.y[i]!) / rho[i]!;
    const relaxed = alpha * target + (1 - alpha) * from.w[i]!;
    const free = relaxed + from.y[i]! / rho[i]!;
    to.w[i] = i < zero ? b[i]! : Math.min(free, b[i]!);
    to.y[i] = rho[i]! * (free - to.w[i]!);
  }
}

/**
 * The step size that would balance the residuals at an iterate (Stellato et al. 2020, equation 28), or the present
 * one when it is close enough.
 */
export function adaptedRho({ p, q, a }: ScaledProgram, { x, w, y }: Iterate, rho: number): number {
  const activity = new Float64Array(a.rows);
  const curvature = new Float64Array(p.cols);
  const pull = new Float64Array(p.cols);
  multiply(a, x, activity);
  multiplySymmetric(p, x, curvature);
  multiplyTransposed(a, y, pull);
  const primal =
    maxAbs(activity.map((value, i) => value - w[i]!)) / Math.max(maxAbs(activity), maxAbs(w), 1e-10);
  const dual =
    maxAbs(curvature.map((value, j) => value + q[j]! + pull[j]!)) /
    Math.max(maxAbs(curvature), maxAbs(q), maxAbs(pull), 1e-10);
  const balanced = rho * Math.sqrt(primal / Math.max(dual, 1e-10));
  const next = Math.min(Math.max(balanced, leastRho), greatestRho);
  return next > worthwhile * rho || next < rho / worthwhile ? next : rho;
}
