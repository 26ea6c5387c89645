import type { Kkt } from './kkt.js';
import { maxAbs, multiply, multiplySymmetric, multiplyTransposed } from './products.js';
import type { ScaledProgram } from './scaling.js';

/** Regularization of the reduced system; refinement takes its effect out again. */
const delta = 1e-7;
const refinements = 12;
const rounds = 12;

export interface PolishedPoint {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Marks the rows that the point (x, y) takes for equalities: zero rows, and those with y + Ax - b > 0. */
export function activeRows({ a, b, zero }: ScaledProgram, x: Float64Array, y: Float64Array): Uint8Array {
  const activity = new Float64Array(a.rows);
  multiply(a, x, activity);
  return Uint8Array.from(y, (value, i) => (i < zero || value + activity[i]! - b[i]! > 0 ? 1 : 0));
}

/**
 * Solves the program as if the rows that look active were equalities and the others absent (Stellato et al. 2020,
 * section 4): [P, A_act'; A_act, 0] (x, y) = (-q, b_act), regularized by delta and refined. The refinement starts at
 * the given point, so that of many solutions a near one is found. The rows that look active at the result are tried
 * again a few times: a semismooth Newton method (Hintermueller, Ito and Kunisch, 2002), fast near the optimum and
 * harmless elsewhere, because the caller measures what comes out. `system` is overwritten; undefined when it could not
 * be factored.
 */
export function polish(
  program: ScaledProgram,
  system: Kkt,
  from: PolishedPoint,
  accept: (point: PolishedPoint) => boolean,
): PolishedPoint | undefined {
  const rows = new Float64Array(program.a.rows);
  let active = activeRows(program, from.x, from.y);
  let point = from;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < rows.length; i++) rows[i] = active[i] === 1 ? delta : 1;
    if (!system.factor(delta, rows, active)) return undefined;
    const refined = refine(program, system, active, point);
    const clipped = {
      x: refined.x,
      y: refined.y.map((value, i) => (i < program.zero ? value : Math.max(value, 0))),
    };
    if (accept(clipped)) return clipped;
    const next = activeRows(program, refined.x, refined.y);
    if (next.every((value, i) => value === active[i])) return undefined;
    active = next;
    point = refined;
  }
  return undefined;
}

/** Iterative refinement of the equality-constrained problem on the active rows, until it no longer pays. */
function refine(
  { p, q, a, b }: ScaledProgram,
  system: Kkt,
  active: Uint8Array,
  from: PolishedPoint,
): PolishedPoint {
  const n = q.length;
  const x = from.x.slice();
  const y = from.y.map((value, i) => (active[i] === 1 ? value : 0));
  const curvature = new Float64Array(n);
  const pull = new Float64Array(n);
  const activity = new Float64Array(a.rows);
  const residual = new Float64Array(n + a.rows);
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= refinements; k++) {
    multiplySymmetric(p, x, curvature);
    multiplyTransposed(a, y, pull);
    multiply(a, x, activity);
    for (let j = 0; j < n; j++) residual[j] = -q[j]! - curvature[j]! - pull[j]!;
    for (let i = 0; i < a.rows; i++) residual[n + i] = active[i] === 1 ? b[i]! - activity[i]! : 0;
    const size = maxAbs(residual);
    if (k === refinements || !(size < best / 2)) break;
    best = size;
    system.solve(residual);
    for (let j = 0; j < n; j++) x[j]! += residual[j]!;
    for (let i = 0; i < a.rows; i++) y[i]! += residual[n + i]!;
  }
  return { x, y };
}
