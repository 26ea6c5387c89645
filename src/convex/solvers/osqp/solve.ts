import { addScaled } from '../../../core/matrix.js';
import type { ConicOptions } from '../../../plugins/conic-solver.js';
import type { PolyhedralProgram } from '../polyhedral.js';
import { adaptedRho, iterate, rhoByRow, sigma, step } from './admm.js';
import { provesInfeasible, provesUnbounded } from './infeasibility.js';
import { analyseKkt, type Kkt, kkt } from './kkt.js';
import { activeRows, type PolishedPoint, polish } from './polish.js';
import { multiply } from './products.js';
import { errorMeter } from './residuals.js';
import { equilibrate } from './scaling.js';

/** Statuses as OSQP names them. */
export type NativeStatus =
  | 'solved'
  | 'solved inaccurate'
  | 'maximum iterations reached'
  | 'primal infeasible'
  | 'dual infeasible'
  | 'problem non convex'
  | 'unsolved';

/** A primal-dual point in the program's own units, with the step size that suited the program. */
export interface Point {
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly rho: number;
}

export interface Outcome {
  readonly native: NativeStatus;
  /** The best point found; absent where the status rules one out. */
  readonly point?: Point;
  readonly iterations: number;
}

export const firstRho = 0.1;
/** Residuals, certificates and the active rows are looked at every so many iterations. */
const checkEvery = 25;
/** A step size is reconsidered after iterations worth this share of a factorization. */
const factorizationShare = 0.4;
/** ... but no sooner than after so many, and later by as many again for each change: cycles of changes die out. */
const leastRhoEvery = 50;
/** Polishing is tried again when the error has fallen by this factor. */
const polishAgain = 10;
/** A round of polishing refines by about so many solves; all rounds together may cost as much as the iterations. */
const solvesPerRound = 4;
/** An error within this factor of the tolerance still counts as inaccurate rather than as a limit. */
const nearly = 10;

/**
 * Solves the program from a start (x = 0 and z = 0 for a cold one) until the errors of {@link errorMeter} are at most
 * `tolerance`, by ADMM with polishing. Where the paper polishes the end result, this tries as soon as the active rows
 * hold still or the error has fallen tenfold, and believes a polished point only if it meets the tolerance: ADMM alone
 * takes very long from 1e-4 to 1e-9. All decisions count iterations, none looks at a clock, so that runs repeat.
 */
export function solve(
  program: PolyhedralProgram,
  start: Point,
  { tolerance, maxIterations }: ConicOptions,
): Outcome {
  const scaled = equilibrate(program);
  const { columns, rows, cost } = scaled;
  const n = columns.length;
  const m = rows.length;
  const analysis = analyseKkt(scaled.p, scaled.a);
  const system = kkt(analysis, scaled.p, scaled.a);
  const measure = errorMeter(program);

  let best: Point = start;
  let bestError = Number.POSITIVE_INFINITY;
  /** The error of a scaled point; the best point is remembered. */
  const look = (x: Float64Array, y: Float64Array): number => {
    const point = { x: x.map((v, j) => v * columns[j]!), z: y.map((v, i) => (v * rows[i]!) / cost), rho };
    const { worst } = measure(point.x, point.z);
    if (worst < bestError) {
      best = point;
      bestError = worst;
    }
    return worst;
  };

  let rho = start.rho;
  const rhos = new Float64Array(m);
  const inverseRhos = new Float64Array(m);
  const factor = () => {
    rhoByRow(rho, scaled, rhos);
    for (let i = 0; i < m; i++) inverseRhos[i] = 1 / rhos[i]!;
    return system.factor(sigma, inverseRhos);
  };

  let polishing: Kkt | undefined;
  let polishingRounds = 0;
  const polishes = (x: Float64Array, y: Float64Array): boolean => {
    polishing ??= kkt(analysis, scaled.p, scaled.a);
    const accept = (point: PolishedPoint) => {
      polishingRounds++;
      return look(point.x, point.y) <= tolerance;
    };
    return polish(scaled, polishing, { x, y }, accept) !== undefined;
  };

  let now = iterate(n, m);
  let next = iterate(n, m);
  const work = new Float64Array(n + m);
  const solved = (iterations: number): Outcome => ({ native: 'solved', point: best, iterations });

  for (let j = 0; j < n; j++) now.x[j] = start.x[j]! / columns[j]!;
  for (let i = 0; i < m; i++) now.y[i] = (start.z[i]! * cost) / rows[i]!;
  multiply(scaled.a, now.x, now.w);
  for (let i = 0; i < m; i++) now.w[i] = i < scaled.zero ? scaled.b[i]! : Math.min(now.w[i]!, scaled.b[i]!);

  if (!factor()) return { native: 'problem non convex', iterations: 0 };
  let polishBelow = look(now.x, now.y);
  if (polishBelow <= tolerance) return solved(0);
  const warm = start.x.some((value) => value !== 0);
  if (warm && polishes(now.x, now.y)) return solved(0);

  // One factorization costs as much as so many iterations.
  const iterationsPerFactor = analysis.ldl.work / (2 * analysis.ldl.colStart[n + m]! + 1);
  const rhoEvery = Math.max(leastRhoEvery, factorizationShare * iterationsPerFactor);
  let nextRho = rhoEvery;
  let rhoChanges = 0;
  let lastActive = activeRows(scaled, now.x, now.y);
  let triedActive = lastActive;
  const dx = new Float64Array(n);
  const dy = new Float64Array(m);

  for (let k = 1; k <= maxIterations; k++) {
    step(scaled, system, rhos, now, next, work);
    [now, next] = [next, now];
    if (k % checkEvery !== 0 && k !== maxIterations) continue;

    const error = look(now.x, now.y);
    if (Number.isNaN(error)) return { native: 'unsolved', iterations: k };
    if (error <= tolerance) return solved(k);

    dx.set(now.x);
    addScaled(dx, -1, next.x);
    dy.set(now.y);
    addScaled(dy, -1, next.y);
    if (provesInfeasible(scaled, now.x, dy)) return { native: 'primal infeasible', iterations: k };
    if (provesUnbounded(scaled, now.y, dx)) return { native: 'dual infeasible', iterations: k };

    const active = activeRows(scaled, now.x, now.y);
    const settled = same(active, lastActive) && !same(active, triedActive);
    lastActive = active;
    const affordable = polishingRounds * (iterationsPerFactor + solvesPerRound) <= k;
    if (affordable && (settled || error <= polishBelow / polishAgain)) {
      triedActive = active;
      polishBelow = Math.min(polishBelow, error);
      if (polishes(now.x, now.y)) return solved(k);
    }

    if (k >= nextRho) {
      const adapted = adaptedRho(scaled, now, rho);
      if (adapted !== rho) {
        rho = adapted;
        rhoChanges++;
        if (!factor()) return { native: 'unsolved', iterations: k };
      }
      nextRho = k + rhoEvery * (1 + rhoChanges);
    }
  }
  const native = bestError <= nearly * tolerance ? 'solved inaccurate' : 'maximum iterations reached';
  return { native, point: best, iterations: maxIterations };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((value, i) => value === b[i]);
}
