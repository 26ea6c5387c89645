import { addScaled, dot, norm2 } from '../core/matrix.js';

/** Where conjugate gradients ended. */
export interface ConjugateSolution {
  readonly x: Float64Array;
  /** b - A x, as the steps left it. */
  readonly residual: Float64Array;
  readonly steps: number;
  /** Whether the residual is as small as was asked for; else after `most` steps, or where A shows no curvature. */
  readonly reached: boolean;
}

/** Preconditioned conjugate gradients for A x = b from x = 0, until the residual is `tolerance` times |b|. */
export function conjugateGradients(
  multiply: (v: Float64Array) => Float64Array,
  precondition: (r: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
  most: number,
): ConjugateSolution {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const goal = tolerance * norm2(b);
  if (goal === 0) return { x, residual, steps: 0, reached: true };
  let z = precondition(residual);
  let direction = z.slice();
  let size = dot(residual, z);
  for (let steps = 1; steps <= most; steps++) {
    const image = multiply(direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0)) return { x, residual, steps, reached: false };
    const step = size / curvature;
    addScaled(x, step, direction);
    addScaled(residual, -step, image);
    if (norm2(residual) <= goal) return { x, residual, steps, reached: true };
    z = precondition(residual);
    const next = dot(residual, z);
    const share = next / size;
    direction = direction.map((value, at) => z[at]! + share * value);
    size = next;
  }
  return { x, residual, steps: most, reached: false };
}
