import { dot } from '../../core/matrix.js';
import type { ConeRows } from './cone-rows.js';

/** One vector in each of the cones: first entries (N,) and rest (N, d). */
export interface ConeVectors {
  readonly t: Float64Array;
  readonly u: Float64Array;
}

/**
 * The Nesterov-Todd scaling W of the second-order cones, W z = W^-1 s: eta times the hyperbolic reflection of w,
 * w0^2 - |w1|^2 = 1. Source: Andersen, Dahl, Vandenberghe, CVXOPT documentation, "Nonlinear scalings".
 */
export interface ConeScaling {
  readonly eta: Float64Array;
  readonly w0: Float64Array;
  /** (N, d). */
  readonly w1: Float64Array;
  /** W z = W^-1 s. */
  readonly lambda: ConeVectors;
  times(v: ConeVectors): ConeVectors;
  dividedBy(v: ConeVectors): ConeVectors;
}

export function coneScaling(s: ConeRows, z: ConeRows, count: number, d: number): ConeScaling {
  const eta = new Float64Array(count);
  const w0 = new Float64Array(count);
  const w1 = new Float64Array(count * d);
  const of = (a: Float64Array, i: number) => a.subarray(i * d, (i + 1) * d);
  for (let i = 0; i < count; i++) {
    const [su, zu] = [of(s.u, i), of(z.u, i)];
    const sizeS = Math.sqrt(determinant(s.t[i]!, su));
    const sizeZ = Math.sqrt(determinant(z.t[i]!, zu));
    const inner = (s.t[i]! * z.t[i]! + dot(su, zu)) / (sizeS * sizeZ);
    const gamma = Math.sqrt((1 + inner) / 2);
    const w = of(w1, i);
    for (let j = 0; j < d; j++) w[j] = (su[j]! / sizeS - zu[j]! / sizeZ) / (2 * gamma);
    w0[i] = Math.sqrt(1 + dot(w, w));
    eta[i] = Math.sqrt(sizeS / sizeZ);
  }

  const reflect = (v: ConeVectors, sign: 1 | -1): ConeVectors => {
    const result = { t: new Float64Array(count), u: new Float64Array(count * d) };
    for (let i = 0; i < count; i++) {
      const [w, from, to] = [of(w1, i), of(v.u, i), of(result.u, i)];
      const factor = eta[i]! ** sign;
      const along = dot(w, from);
      const share = along / (1 + w0[i]!) + sign * v.t[i]!;
      result.t[i] = factor * (w0[i]! * v.t[i]! + sign * along);
      for (let j = 0; j < d; j++) to[j] = factor * (from[j]! + share * w[j]!);
    }
    return result;
  };
  return {
    eta,
    w0,
    w1,
    lambda: reflect(z, 1),
    times: (v) => reflect(v, 1),
    dividedBy: (v) => reflect(v, -1),
  };
}

/** t^2 - |u|^2 without cancellation, at least the smallest positive number of use. */
export function determinant(t: number, u: Float64Array): number {
  const length = Math.sqrt(dot(u, u));
  return Math.max((t - length) * (t + length), 1e-300);
}

/** The Jordan product a o b = (a . b, a0 b1 + b0 a1) in each cone. */
export function jordanProduct(a: ConeVectors, b: ConeVectors, d: number): ConeVectors {
  const result = { t: new Float64Array(a.t.length), u: new Float64Array(a.u.length) };
  for (let i = 0; i < a.t.length; i++) {
    let sum = a.t[i]! * b.t[i]!;
    for (let at = i * d; at < (i + 1) * d; at++) {
      sum += a.u[at]! * b.u[at]!;
      result.u[at] = a.t[i]! * b.u[at]! + b.t[i]! * a.u[at]!;
    }
    result.t[i] = sum;
  }
  return result;
}

/** x with a o x = b. */
export function jordanQuotient(b: ConeVectors, a: ConeVectors, d: number): ConeVectors {
  const result = { t: new Float64Array(a.t.length), u: new Float64Array(a.u.length) };
  for (let i = 0; i < a.t.length; i++) {
    const [from, to] = [i * d, (i + 1) * d];
    const ofA = a.u.subarray(from, to);
    const first = (a.t[i]! * b.t[i]! - dot(ofA, b.u.subarray(from, to))) / determinant(a.t[i]!, ofA);
    result.t[i] = first;
    for (let at = from; at < to; at++) result.u[at] = (b.u[at]! - first * a.u[at]!) / a.t[i]!;
  }
  return result;
}
