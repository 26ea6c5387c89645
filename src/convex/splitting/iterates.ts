import { norm2 } from '../../core/matrix.js';
import type { DenseKernels } from '../interior/kernels/dense-kernels.js';
import { factorCoupled, outputs, type PatternedRows } from './coupled-solve.js';
import type { LossProx } from './loss-prox.js';

/** minimise sum_k loss(z_k, y_k) + weight sum_i ||p_i|| over p = u, s = S X u >= 0, z = F u. */
export interface SplitProgram extends PatternedRows {
  readonly y: Float64Array;
  readonly weight: number;
  readonly prox: LossProx;
}

/** One iterate: group-sparse neurons (2P, d), multipliers of the outputs (n,) and of the cone rows (2P, n). */
export interface SplitIterate {
  readonly neurons: Float64Array;
  readonly nu: Float64Array;
  readonly mu: Float64Array;
}

/** Iterations between two iterates that are handed out. */
const handedOut = 50;
/** Over-relaxation (Boyd et al., Distributed Optimization and Statistical Learning via ADMM, section 3.4.3). */
const relaxation = 1.6;
/** Residuals this far apart change the penalty by its root. */
const imbalance = 25;
const balanceUntil = 2000;

/**
 * ADMM on the factorised standard program, as in Bai, Gautam and Sojoudi, section 4: all constraints share one penalty
 * rho, so that the linear system does not depend on it and a change of rho costs nothing. Scaled multipliers.
 */
export function* splitIterates(program: SplitProgram, kernels: DenseKernels): Generator<SplitIterate, never> {
  const { n, d, patterns: P, x, y, active, weight, prox } = program;
  const N = 2 * P;
  const solve = factorCoupled(program, kernels);
  let rho = 1;
  const u = new Float64Array(N * d);
  const p = new Float64Array(N * d);
  const a = new Float64Array(N * d);
  const s = new Float64Array(N * n);
  const b = new Float64Array(N * n);
  const z = new Float64Array(n);
  const q = new Float64Array(n);
  const pull = new Float64Array(N * n);
  const images = new Float64Array(N * n);

  for (let iteration = 1; ; iteration++) {
    for (let i = 0; i < N; i++) {
      const output = i < P ? 1 : -1;
      for (let k = 0; k < n; k++) {
        const on = active[(i % P) * n + k]!;
        const at = i * n + k;
        pull[at] = (2 * on - 1) * (s[at]! - b[at]!) + output * on * (z[k]! - q[k]!);
      }
    }
    kernels.product(u, pull, x, { rows: N, cols: d, inner: n });
    for (let i = 0; i < u.length; i++) u[i]! += p[i]! - a[i]!;
    solve(u);
    kernels.product(images, u, x, { rows: N, cols: n, inner: d, transposeB: true });
    const f = outputs(images, active, P, n);

    let primal = 0;
    let dual = 0;
    const moved = (residual: number, change: number) => {
      primal += residual * residual;
      dual += change * change;
    };
    for (let i = 0; i < N; i++) {
      const from = i * d;
      const at = new Float64Array(d);
      for (let j = 0; j < d; j++) {
        at[j] = relaxation * u[from + j]! + (1 - relaxation) * p[from + j]! + a[from + j]!;
      }
      const kept = Math.max(0, 1 - weight / rho / norm2(at));
      for (let j = 0; j < d; j++) {
        const next = kept * at[j]! || 0;
        moved(u[from + j]! - next, next - p[from + j]!);
        a[from + j] = at[j]! - next;
        p[from + j] = next;
      }
      for (let k = 0; k < n; k++) {
        const place = i * n + k;
        const image = (2 * active[(i % P) * n + k]! - 1) * images[place]!;
        const shifted = relaxation * image + (1 - relaxation) * s[place]! + b[place]!;
        const next = Math.max(0, shifted);
        moved(image - next, next - s[place]!);
        b[place] = shifted - next;
        s[place] = next;
      }
    }
    for (let k = 0; k < n; k++) {
      const at = relaxation * f[k]! + (1 - relaxation) * z[k]! + q[k]!;
      const next = prox(at, y[k]!, 1 / rho);
      moved(f[k]! - next, next - z[k]!);
      q[k] = at - next;
      z[k] = next;
    }

    if (iteration % handedOut > 0) continue;
    const penalty = rho;
    yield {
      neurons: p.slice(),
      nu: q.map((value) => penalty * value),
      mu: b.map((value) => -penalty * value),
    };
    const ratio = primal / Math.max(dual, Number.MIN_VALUE);
    if (iteration < balanceUntil && (ratio > imbalance || ratio < 1 / imbalance)) {
      const factor = Math.min(4, Math.max(1 / 4, Math.sqrt(Math.sqrt(ratio))));
      rho *= factor;
      for (const scaled of [a, b, q]) for (let i = 0; i < scaled.length; i++) scaled[i]! /= factor;
    }
  }
}
