import { dot, type Matrix, row, zeros } from '../../core/matrix.js';
import { numberedColumns } from '../table.js';
import { addNoise, gaussianMatrix } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * Standard normal rows through a random network: normal weights with variance 2 / (inputs of the layer), no biases,
 * leaky ReLU max(z, slope z) after every layer but the last; normal noise with standard deviation `noise` on the
 * outputs. One output is the target itself; of several, the place (from 0) of the largest.
 */
export const mlpTeacher: Generator<Options<'mlp-teacher'>> = {
  size({ n, d, hidden, outputs }) {
    const widths = [d, ...hidden, outputs];
    const weights = widths.slice(1).reduce((sum, width, k) => sum + width * widths[k]!, 0);
    return weights + n * (d + 1 + 2 * Math.max(...widths.slice(1)));
  },
  generate({ n, d, hidden, outputs, slope, noise }, random) {
    const widths = [d, ...hidden, outputs];
    const layers = widths
      .slice(1)
      .map((width, k) => gaussianMatrix(random, width, widths[k]!, Math.sqrt(2 / widths[k]!)));
    const x = gaussianMatrix(random, n, d);
    const values = layers.reduce(
      (input, weights, k) => applyLayer(input, weights, k < layers.length - 1 ? slope : 1),
      x,
    );
    addNoise(random, values.data, noise);
    const target =
      outputs === 1 ? values.data : Float64Array.from({ length: n }, (_, i) => largest(row(values, i)));
    return { columns: numberedColumns(d), cells: x.data, target, labels: outputs > 1 };
  },
};

/** max(z, slope z) of z = x W'; slope 1 changes nothing. */
function applyLayer(x: Matrix, weights: Matrix, slope: number): Matrix {
  const values = zeros(x.rows, weights.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < weights.rows; j++) {
      const z = dot(row(x, i), row(weights, j));
      values.data[i * weights.rows + j] = z > 0 ? z : slope * z;
    }
  }
  return values;
}

/** Place of the largest entry; the first of equal ones. */
function largest(values: Float64Array): number {
  let best = 0;
  for (let j = 1; j < values.length; j++) if (values[j]! > values[best]!) best = j;
  return best;
}
