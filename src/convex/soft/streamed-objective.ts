import { worstOver } from '../../core/losses/loss.js';
import { boxNorm, row } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { type Neurons, neuronNorms, outputSign } from '../neurons.js';
import type { Slopes } from './slopes.js';
import type { SoftProblem } from './soft-range.js';

/** Rows at a time: their products with the neurons stay in the cache. */
const blockRows = 256;

/**
 * What {@link softObjective} computes, for many rows: in float64, block by block, all that costs n (2P) d in two products
 * of matrices, X U' and (lambda sigma) U.
 */
export function streamedObjective(
  { train: { x, y }, radii, loss, lossScale, weight, norm }: SoftProblem,
  neurons: Neurons,
  slopes: Slopes,
  kernels: DenseKernels,
): number {
  const { rows: n, cols: d } = x;
  const count = neurons.rows;
  const reach = Float64Array.from({ length: count }, (_, i) => boxNorm(row(neurons, i), radii));
  const activations = new Float64Array(blockRows * count);
  const weights = new Float64Array(blockRows * count);
  const slope = new Float64Array(blockRows * d);
  let losses = 0;
  for (let first = 0; first < n; first += blockRows) {
    const rows = Math.min(blockRows, n - first);
    const points = x.data.subarray(first * d, (first + rows) * d);
    kernels.product(activations, points, neurons.data, { rows, cols: count, inner: d, transposeB: true });
    for (let i = 0; i < count; i++) {
      const sign = outputSign(i, count / 2);
      for (let r = 0; r < rows; r++) weights[r * count + i] = sign * slopes.data[i * n + first + r]!;
    }
    kernels.product(slope, weights, neurons.data, { rows, cols: d, inner: count });
    for (let r = 0; r < rows; r++) {
      let f = 0;
      let above = 0;
      let below = 0;
      for (let i = 0; i < count; i++) {
        const z = activations[r * count + i]!;
        const weighed = weights[r * count + i]!;
        const lambda = Math.abs(weighed);
        f += weighed * z;
        const excess = Math.max(0, (1 - lambda) * (z + reach[i]!), lambda * (reach[i]! - z));
        if (i < count / 2) above += excess;
        else below += excess;
      }
      const both = boxNorm(slope.subarray(r * d, (r + 1) * d), radii);
      losses += worstOver(loss, f - both - below, f + both + above, y.data[first + r]!);
    }
  }
  const norms = neuronNorms(neurons, norm).reduce((sum, one) => sum + one, 0);
  return lossScale * losses + weight * norms;
}
