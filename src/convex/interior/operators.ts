import { addScaled, dot } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import type { InteriorProgram } from './program.js';
import { type Rows, rows, type Variables, variables } from './vectors.js';

/** The linear maps of a program: its rows B, their transpose, and the slopes g. */
export interface Operators {
  /** B v. */
  apply(v: Variables): Rows;
  /** B v less the rows' offsets. */
  slacks(v: Variables): Rows;
  /** B' z. */
  adjoint(z: Rows): Variables;
  /** g = D z (groups, d) for z = V - W (P, d); written to `g` where that is given. */
  slopes(z: Float64Array, g?: Float64Array): Float64Array;
  /** D' g (P, d). */
  gather(g: Float64Array): Float64Array;
  /** V - W (P, d) of the stacked neurons. */
  difference(u: Float64Array): Float64Array;
}

export function operators(program: InteriorProgram, kernels: DenseKernels): Operators {
  const { n, d, attacked, patterns: P, groups, group, x, radii, loss } = program;
  const N = 2 * P;
  const row = (a: Float64Array, k: number, width: number) => a.subarray(k * width, (k + 1) * width);

  const slopes = (z: Float64Array, g = new Float64Array(groups * d)) => {
    kernels.product(g, program.active, z, { rows: groups, cols: d, inner: P });
    return g;
  };
  const gather = (g: Float64Array) => {
    const z = new Float64Array(P * d);
    kernels.product(z, program.activeT, g, { rows: P, cols: d, inner: groups });
    return z;
  };
  const difference = (u: Float64Array) => {
    const z = u.slice(0, P * d);
    for (let at = 0; at < z.length; at++) z[at]! -= u[P * d + at]!;
    return z;
  };

  const apply = (v: Variables): Rows => {
    const result = rows(program);
    kernels.product(result.c, v.u, x, { rows: N, cols: n, inner: d, transposeB: true });
    for (let i = 0; i < N; i++) {
      const sign = row(program.signs, i % P, n);
      const c = row(result.c, i, n);
      const reach = dot(row(v.p, i, attacked), radii);
      for (let k = 0; k < n; k++) c[k] = sign[k]! * c[k]! - reach;
    }
    bothSides(v.p, v.u, attacked, d, result.pMinus, result.pPlus);
    const g = slopes(difference(v.u));
    bothSides(v.q, g, attacked, d, result.qMinus, result.qPlus);
    const reaches = Float64Array.from({ length: groups }, (_, at) => dot(row(v.q, at, attacked), radii));
    for (let k = 0; k < n; k++) {
      const l = dot(row(x, k, d), row(g, group[k]!, d));
      const t = reaches[group[k]!]!;
      result.first[k] = v.xi[k]! + loss.slope1[k]! * l - t;
      result.second[k] = v.xi[k]! + loss.slope2[k]! * l - loss.reach2 * t;
    }
    result.t.set(v.t);
    result.u.set(v.u);
    return result;
  };

  return {
    apply,
    slopes,
    gather,
    difference,

    slacks(v) {
      const result = apply(v);
      for (let k = 0; k < n; k++) {
        result.first[k]! -= loss.offset1[k]!;
        result.second[k]! -= loss.offset2[k]!;
      }
      return result;
    },

    adjoint(z) {
      const result = variables(program);
      const signed = z.c.slice();
      for (let i = 0; i < N; i++) {
        const sign = row(program.signs, i % P, n);
        const c = row(signed, i, n);
        let mass = 0;
        for (let k = 0; k < n; k++) {
          mass += c[k]!;
          c[k]! *= sign[k]!;
        }
        for (let j = 0; j < attacked; j++) {
          const at = i * attacked + j;
          result.p[at] = z.pMinus[at]! + z.pPlus[at]! - mass * radii[j]!;
        }
      }
      kernels.product(result.u, signed, x, { rows: N, cols: d, inner: n });
      const pull = new Float64Array(groups * d);
      const across = new Float64Array(groups);
      for (let k = 0; k < n; k++) {
        const along = loss.slope1[k]! * z.first[k]! + loss.slope2[k]! * z.second[k]!;
        addScaled(row(pull, group[k]!, d), along, row(x, k, d));
        across[group[k]!]! += z.first[k]! + loss.reach2 * z.second[k]!;
        result.xi[k] = z.first[k]! + z.second[k]!;
      }
      for (let of = 0; of < groups; of++) {
        for (let j = 0; j < attacked; j++) {
          const at = of * attacked + j;
          pull[of * d + j]! += z.qPlus[at]! - z.qMinus[at]!;
          result.q[at] = z.qMinus[at]! + z.qPlus[at]! - across[of]! * radii[j]!;
        }
      }
      const onSlopes = gather(pull);
      for (let at = 0; at < P * d; at++) {
        result.u[at]! += onSlopes[at]!;
        result.u[P * d + at]! -= onSlopes[at]!;
      }
      for (let i = 0; i < N; i++) {
        for (let j = 0; j < attacked; j++) {
          const at = i * attacked + j;
          result.u[i * d + j]! += z.pPlus[at]! - z.pMinus[at]!;
        }
      }
      for (let at = 0; at < N * d; at++) result.u[at]! += z.u[at]!;
      result.t.set(z.t);
      return result;
    },
  };
}

/** bound - value and bound + value, where values have further columns without a bound. */
function bothSides(
  bound: Float64Array,
  value: Float64Array,
  attacked: number,
  d: number,
  minus: Float64Array,
  plus: Float64Array,
): void {
  const count = attacked === 0 ? 0 : bound.length / attacked;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < attacked; j++) {
      const at = i * attacked + j;
      minus[at] = bound[at]! - value[i * d + j]!;
      plus[at] = bound[at]! + value[i * d + j]!;
    }
  }
}
