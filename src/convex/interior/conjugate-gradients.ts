import { addScaled, dot, norm2 } from '../../core/matrix.js';

/**
 * Preconditioned conjugate gradients for A x = b from x = 0, until the residual is `tolerance` times |b|. Undefined
 * where that takes more than `most` steps, or where A shows a direction of no curvature.
 */
export function conjugateGradients(
  multiply: (v: Float64Array) => Float64Array,
  precondition: (r: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
  most: number,
): { readonly x: Float64Array; readonly steps: number } | undefined {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const goal = tolerance * norm2(b);
  if (goal === 0) return { x, steps: 0 };
  let z = precondition(residual);
  let direction = z.slice();
  let size = dot(residual, z);
  for (let steps = 1; steps <= most; steps++) {
    const image = multiply(direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0)) return undefined;
    const step = size / curvature;
    addScaled(x, step, direction);
    addScaled(residual, -step, image);
    if (norm2(residual) <= goal) return { x, steps };
    z = precondition(residual);
    const next = dot(residual, z);
    const share = next / size;
    direction = direction.map((value, at) => z[at]! + share * value);
    size = next;
  }
  return undefined;
}
