import { type Matrix, row } from '../core/matrix.js';
import type { ConicProgram } from '../plugins/conic-solver.js';
import { coneMargin, type Pattern, signOf } from './patterns/pattern.js';
import { programBuilder } from './program-builder.js';

/**
 * The linear program that finds a direction deep inside a pattern's (robust) cone:
 *
 *   maximise t  subject to  s_k x_k . v - sum_j e_j p_j >= t,  |v_j| <= p_j,  |v_j| <= 1,  t <= 1.
 *
 * t > 0 exactly when the cone has an interior; with a threat a pattern without one admits no stable neuron. The
 * result is judged by its margin in float64, never by the solver's word.
 */
export function stableDirection(
  x: Matrix,
  radii: Float64Array,
  pattern: Pattern,
): { readonly program: ConicProgram; recover(solution: Float64Array): Pattern | undefined } {
  const d = x.cols;
  const builder = programBuilder();
  const t = builder.variables(1, -1);
  const v = builder.variables(d);
  const columns = Array.from({ length: d }, (_, j) => j);
  const attacked = columns.filter((j) => radii[j]! > 0);
  const p = builder.variables(attacked.length);

  builder.nonnegative([[t, -1]], 1);
  for (const sign of [1, -1]) {
    for (const j of columns) builder.nonnegative([[v + j, sign]], 1);
    for (const [a, j] of attacked.entries())
      builder.nonnegative(
        [
          [p + a, 1],
          [v + j, sign],
        ],
        0,
      );
  }
  for (let k = 0; k < x.rows; k++) {
    const point = row(x, k);
    if (attacked.length === 0 && point.every((value) => value === 0)) continue;
    const slope = columns.map((j) => [v + j, signOf(pattern, k) * point[j]!] as const);
    const reach = attacked.map((j, a) => [p + a, -radii[j]!] as const);
    builder.nonnegative([[t, -1], ...slope, ...reach], 0);
  }

  return {
    program: builder.build(),
    recover(solution) {
      const direction = solution.slice(v, v + d);
      return coneMargin(x, radii, pattern, direction) > 0 ? { active: pattern.active, direction } : undefined;
    },
  };
}
