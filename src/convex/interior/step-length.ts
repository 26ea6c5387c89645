import type { ConeRows } from './cone-rows.js';

/** The largest step along `direction` (at most 1e10) that leaves the rows in their cones. */
export function largestStep(at: ConeRows, direction: ConeRows, d: number): number {
  let steepest = 1e-10;
  for (let r = 0; r < at.orthant.length; r++) {
    const fall = -direction.orthant[r]! / at.orthant[r]!;
    if (fall > steepest) steepest = fall;
  }
  let step = 1 / steepest;
  for (let i = 0; i < at.t.length; i++) step = Math.min(step, coneStep(at, direction, i, d));
  return step;
}

/** Where t^2 - |u|^2, a quadratic in the step, first becomes zero. */
function coneStep(at: ConeRows, direction: ConeRows, i: number, d: number): number {
  let [lengths, product, steps] = [0, 0, 0];
  for (let j = i * d; j < (i + 1) * d; j++) {
    lengths += at.u[j]! ** 2;
    product += at.u[j]! * direction.u[j]!;
    steps += direction.u[j]! ** 2;
  }
  const [t, dt] = [at.t[i]!, direction.t[i]!];
  const length = Math.sqrt(lengths);
  const a = (dt - Math.sqrt(steps)) * (dt + Math.sqrt(steps));
  const b = t * dt - product;
  const c = Math.max((t - length) * (t + length), 0);
  let step = dt < 0 ? -t / dt : Number.POSITIVE_INFINITY;
  const discriminant = b * b - a * c;
  if (discriminant < 0) return step;
  const q = -(b + (b >= 0 ? 1 : -1) * Math.sqrt(discriminant));
  for (const root of [q / a, c / q]) if (root > 0 && Number.isFinite(root)) step = Math.min(step, root);
  return step;
}
