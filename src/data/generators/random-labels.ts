import { numberedColumns } from '../table.js';
import { gaussianMatrix } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/** Standard normal rows; every label is a fair coin, -1 or +1. */
export const randomLabels: Generator<Options<'random-labels'>> = {
  size: ({ n, d }) => n * (d + 1),
  generate({ n, d }, random) {
    const cells = gaussianMatrix(random, n, d).data;
    return {
      columns: numberedColumns(d),
      cells,
      target: Float64Array.from({ length: n }, () => random.sign()),
    };
  },
};
