import type { GroupNorm } from '../../core/norms/group-norm.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import type { PatternedRows } from './coupled-rows.js';
import { type CoupledSolve, coupledSolve } from './coupled-solve.js';
import type { LossProx } from './loss-prox.js';
import { isBalanced, nextHandedOut, penaltyFactor, relaxation } from './schedule.js';

/** minimise sum_k loss(z_k, y_k) + weight sum_i N(p_i) over p = u, s = S X u >= 0, z = F u. */
export interface SplitProgram extends PatternedRows {
  readonly y: Float64Array;
  readonly weight: number;
  readonly norm: Pick<GroupNorm, 'prox'>;
  readonly prox: LossProx;
  /** Where to begin; at zero without it. */
  readonly start?: SplitPoint;
}

/** Group-sparse neurons (2P, d), multipliers of the outputs (n,) and, at least 0, of the cone rows (2P, n). */
export interface SplitPoint {
  readonly neurons: Float64Array;
  readonly nu: Float64Array;
  readonly mu: Float64Array;
}

/** A point that is handed out. */
export interface SplitIterate extends SplitPoint {
  readonly iteration: number;
}

/**
 * ADMM on the factorised standard program, as in Bai, Gautam and Sojoudi, section 4: all constraints share one penalty
 * rho, so that the linear system does not depend on it and a change of rho costs nothing. Scaled multipliers. Slack s and
 * multiplier b of a cone row are the positive and the negative part of one number. Ends at once, without an iterate,
 * where the system has no factor.
 */
export function* splitIterates(
  program: SplitProgram,
  kernels: DenseKernels,
  solve = coupledSolve(program, kernels),
): Generator<SplitIterate, void> {
  if (solve) yield* iterate(program, solve, kernels);
}

function* iterate(
  program: SplitProgram,
  solve: CoupledSolve,
  kernels: DenseKernels,
): Generator<SplitIterate, never> {
  const { n, d, patterns: P, x, y, active, weight, norm, prox, start } = program;
  const N = 2 * P;
  const xT = transposed(x, n, d);
  const signs = active.map((on) => 2 * on - 1);
  let rho = 1;
  const u = new Float64Array(N * d);
  const p = new Float64Array(N * d);
  const a = new Float64Array(N * d);
  /** The rows of a, each with the point that the norm shrinks, and what it shrinks to. */
  const shifted = Array.from({ length: N }, (_, i) => a.subarray(i * d, (i + 1) * d));
  const shrunk = new Float64Array(d);
  /** s + b. */
  const cone = new Float64Array(N * n);
  const z = new Float64Array(n);
  const q = new Float64Array(n);
  const pulled = new Float64Array(n);
  const rows = new Float64Array(N * n);
  const f = new Float64Array(n);

  /** rows := X u of every neuron, f := F u. */
  const images = (neurons: Float64Array) => {
    kernels.product(rows, neurons, x, { rows: N, cols: n, inner: d, transposeB: true });
    f.fill(0);
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) f[k]! += active[i * n + k]! * (rows[i * n + k]! - rows[(P + i) * n + k]!);
  };
  /** to := X' S rows_i for the rows that `value` gives, plus the outputs' pull. */
  const collect = (to: Float64Array, value: (t: number) => number) => {
    for (let i = 0; i < N; i++) {
      const of = (i % P) * n;
      const output = i < P ? 1 : -1;
      for (let k = 0; k < n; k++)
        rows[i * n + k] = signs[of + k]! * value(cone[i * n + k]!) + output * active[of + k]! * pulled[k]!;
    }
    kernels.product(to, rows, xT, { rows: N, cols: d, inner: n, transposeB: true });
  };

  if (start) {
    // What every minimum satisfies: a = -(S X)'b - F'q, and no row has both a slack and a multiplier.
    p.set(start.neurons);
    images(p);
    z.set(f);
    for (let i = 0; i < N; i++)
      for (let k = 0; k < n; k++) {
        const [at, mu] = [i * n + k, start.mu[i * n + k]!];
        cone[at] = mu > 0 ? -mu : Math.max(0, signs[(i % P) * n + k]! * rows[at]!);
      }
    q.set(start.nu);
    pulled.set(q);
    collect(a, (t) => Math.min(t, 0));
    for (let i = 0; i < a.length; i++) a[i] = -a[i]!;
  }

  let next = nextHandedOut(0);
  for (let iteration = 1; ; iteration++) {
    for (let k = 0; k < n; k++) pulled[k] = z[k]! - q[k]!;
    collect(u, Math.abs);
    for (let i = 0; i < u.length; i++) u[i]! += p[i]! - a[i]!;
    solve(u);
    images(u);

    let primal = 0;
    let dual = 0;
    let values = 0;
    let multipliers = 0;
    for (let i = 0; i < N; i++) {
      for (let j = i * d; j < (i + 1) * d; j++) a[j] = relaxation * u[j]! + (1 - relaxation) * p[j]! + a[j]!;
      norm.prox(shifted[i]!, weight / rho, shrunk);
      for (let j = i * d; j < (i + 1) * d; j++) {
        const value = shrunk[j - i * d]!;
        primal += (u[j]! - value) ** 2;
        dual += (value - p[j]!) ** 2;
        values += value * value;
        const multiplier = a[j]! - value;
        multipliers += multiplier * multiplier;
        a[j] = multiplier;
        p[j] = value;
      }
      const of = (i % P) * n;
      for (let k = 0; k < n; k++) {
        const at = i * n + k;
        const image = signs[of + k]! * rows[at]!;
        const before = cone[at]!;
        const slack = Math.max(before, 0);
        const moved = relaxation * image + (1 - relaxation) * slack + before - slack;
        const value = Math.max(moved, 0);
        primal += (image - value) ** 2;
        dual += (value - slack) ** 2;
        values += value * value;
        multipliers += (moved - value) ** 2;
        cone[at] = moved;
      }
    }
    for (let k = 0; k < n; k++) {
      const at = relaxation * f[k]! + (1 - relaxation) * z[k]! + q[k]!;
      const value = prox(at, y[k]!, 1 / rho);
      primal += (f[k]! - value) ** 2;
      dual += (value - z[k]!) ** 2;
      values += value * value;
      multipliers += (at - value) ** 2;
      q[k] = at - value;
      z[k] = value;
    }

    if (iteration >= next) {
      next = nextHandedOut(iteration);
      const penalty = rho;
      yield {
        iteration,
        neurons: p.slice(),
        nu: q.map((value) => penalty * value),
        mu: cone.map((value) => (value < 0 ? -penalty * value : 0)),
      };
    }
    if (!isBalanced(iteration)) continue;
    const factor = penaltyFactor({ primal, dual, values, multipliers });
    if (factor === 1) continue;
    rho *= factor;
    for (const scaled of [a, q]) for (let i = 0; i < scaled.length; i++) scaled[i]! /= factor;
    for (let i = 0; i < cone.length; i++) if (cone[i]! < 0) cone[i]! /= factor;
  }
}

function transposed(a: Float64Array, rows: number, cols: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) result[j * rows + i] = a[i * cols + j]!;
  return result;
}
