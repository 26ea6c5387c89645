import { reluValues } from '../../core/relu-network.js';
import { numberedColumns } from '../table.js';
import { addNoise, gaussianMatrix } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * Standard normal rows x, labelled by sign(f(x) - median f), f a network of `neurons` ReLUs with normal weights.
 * `noise` is added to f, as a share of its standard deviation over the rows.
 */
export const planted: Generator<Options<'planted'>> = {
  size: ({ n, d, neurons }) => (n + neurons) * (d + 1),
  generate({ n, d, neurons, noise }, random) {
    const hidden = gaussianMatrix(random, neurons, d, 1 / Math.sqrt(d));
    const output = gaussianMatrix(random, 1, neurons, 1 / Math.sqrt(neurons));
    const x = gaussianMatrix(random, n, d);
    const values = reluValues({ hidden, output }, x);
    addNoise(random, values, noise * standardDeviation(values));
    return { columns: numberedColumns(d), cells: x.data, target: signsAroundMedian(values) };
  },
};

/** Population standard deviation. */
function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}

/**
 * +1 above the median and -1 below it. Values equal to it (a ReLU network is often exactly 0) all go to the side
 * that leaves the classes more even.
 */
function signsAroundMedian(values: Float64Array): Float64Array {
  const median = values.toSorted()[Math.floor(values.length / 2)]!;
  const half = values.length / 2;
  const above = values.reduce((count, value) => count + (value > median ? 1 : 0), 0);
  const atLeast = values.reduce((count, value) => count + (value >= median ? 1 : 0), 0);
  const tiesAbove = Math.abs(atLeast - half) <= Math.abs(above - half);
  return values.map((value) => (value > median || (tiesAbove && value === median) ? 1 : -1));
}
