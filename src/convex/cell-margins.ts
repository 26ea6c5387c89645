import { boxNorm, type Matrix, row } from '../core/matrix.js';
import type { DenseKernels } from './kernels/dense-kernels.js';
import type { Neurons } from './neurons.js';
import type { Pattern } from './patterns/pattern.js';

/**
 * coneMargin of every neuron, but that rows of zeros count, with 0: how far neuron i is inside the robust cone of pattern
 * i mod P, negative where it is outside. One product with X.
 */
export function cellMargins(
  x: Matrix,
  radii: Float64Array,
  patterns: readonly Pattern[],
  neurons: Neurons,
  kernels: DenseKernels,
): Float64Array {
  const n = x.rows;
  const images = new Float64Array(neurons.rows * n);
  const shape = { rows: neurons.rows, cols: n, inner: x.cols, transposeB: true } as const;
  kernels.product(images, neurons.data, x.data, shape);
  return Float64Array.from({ length: neurons.rows }, (_, i) => {
    const { active } = patterns[i % patterns.length]!;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < n; k++) least = Math.min(least, active[k] ? images[i * n + k]! : -images[i * n + k]!);
    return least - boxNorm(row(neurons, i), radii);
  });
}
