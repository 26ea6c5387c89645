import { row, zeros } from '../../core/matrix.js';
import { numberedColumns } from '../table.js';
import { addNoise } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/** Centers are uniform in the cube [-reach, reach]^d. */
const reach = 3;

/**
 * Gaussian clouds with standard deviation `noise` around random centers. Row i belongs to center i modulo `centers`;
 * centers have the labels -1 and +1 in turns.
 */
export const blobs: Generator<Options<'blobs'>> = {
  size: ({ n, d, centers }) => (n + centers) * d + n,
  generate({ n, d, centers, noise }, random) {
    const means = zeros(centers, d);
    for (let i = 0; i < means.data.length; i++) means.data[i] = reach * (2 * random.uniform() - 1);
    const cells = new Float64Array(n * d);
    const target = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const center = i % centers;
      cells.set(row(means, center), i * d);
      target[i] = center % 2 === 0 ? -1 : 1;
    }
    addNoise(random, cells, noise);
    return { columns: numberedColumns(d), cells, target };
  },
};
