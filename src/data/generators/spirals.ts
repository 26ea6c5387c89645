import { numberedColumns } from '../table.js';
import { addNoise } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * Two spirals r (cos a, sin a) with a = 2 pi turns r, r the square root of a uniform number (even along the arms);
 * the second is the first turned by pi. Labels -1 and +1 in turns; normal noise on both coordinates.
 */
export const spirals: Generator<Options<'spirals'>> = {
  size: ({ n }) => 3 * n,
  generate({ n, turns, noise }, random) {
    const cells = new Float64Array(2 * n);
    const target = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1 : 1));
    target.forEach((label, i) => {
      const r = Math.sqrt(random.uniform());
      const angle = 2 * Math.PI * turns * r;
      cells[2 * i] = label * r * Math.cos(angle);
      cells[2 * i + 1] = label * r * Math.sin(angle);
    });
    addNoise(random, cells, noise);
    return { columns: numberedColumns(2), cells, target };
  },
};
