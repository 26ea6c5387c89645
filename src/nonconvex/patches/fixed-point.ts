import { dot, norm2 } from '../../core/matrix.js';
import { angle } from './angle.js';

/** A unit filter w with its sparse twin u, the unit teacher w*, and what they were trained with, f not scaled. */
export interface Limit {
  readonly w: Float64Array;
  readonly u: Float64Array;
  readonly teacher: Float64Array;
  readonly patches: number;
  readonly beta: number;
  readonly lambda: number;
}

/**
 * What holds at a limit of the relaxed variable splitting method on the population loss, measured: with
 * c = (pi - theta) / (k pi), theta the angle between w and w*, gamma the one between w and u.
 * Source: Dinh and Xin, "Convergence of a relaxed variable splitting method for learning sparse neural networks",
 * eqs. 12, 13, 14 and 17.
 */
export interface FixedPoint {
  /** ||v - C w||, v = w* - (beta / c) (w - u) and C = v . w: 0 at a limit (eq. 12). */
  readonly parallel: number;
  /** C, which is in (0, 1] or slightly above 1. */
  readonly factor: number;
  /** |c sin(theta) - beta ||u|| sin(gamma)|: 0 at a limit (eq. 17). */
  readonly sines: number;
  /** ||w* - w||, and 4 k beta ||u|| sin(gamma), which it is at most (eq. 13). */
  readonly distance: number;
  readonly distanceBound: number;
  /** ||w* - u||, and 4 k beta sin(gamma) + (lambda / beta) sqrt(d), which it is at most for the l1 penalty (eq. 14). */
  readonly sparseDistance: number;
  readonly l1DistanceBound: number;
}

/** Measures a pair that need not be a limit; w must not be -w*, where c is 0. Where u is 0, gamma is undefined and sin(gamma) is taken as 0. */
export function fixedPoint({ w, u, teacher, patches: k, beta, lambda }: Limit): FixedPoint {
  const theta = angle(w, teacher);
  const c = (Math.PI - theta) / (k * Math.PI);
  const sine = norm2(u) === 0 ? 0 : Math.sin(angle(w, u));
  const pulled = teacher.map((each, j) => each - (beta / c) * (w[j]! - u[j]!));
  const factor = dot(pulled, w);
  return {
    parallel: norm2(pulled.map((each, j) => each - factor * w[j]!)),
    factor,
    sines: Math.abs(c * Math.sin(theta) - beta * norm2(u) * sine),
    distance: distance(teacher, w),
    distanceBound: 4 * k * beta * norm2(u) * sine,
    sparseDistance: distance(teacher, u),
    l1DistanceBound: 4 * k * beta * sine + (lambda / beta) * Math.sqrt(w.length),
  };
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm2(a.map((each, j) => each - b[j]!));
}
