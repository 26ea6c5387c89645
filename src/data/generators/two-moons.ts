import { numberedColumns } from '../table.js';
import { addNoise } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * Two interleaving half circles of radius 1: (cos t, sin t) with label -1 and (1 - cos t, 1/2 - sin t) with label +1,
 * t uniform on [0, pi], in turns; normal noise on both coordinates.
 */
export const twoMoons: Generator<Options<'two-moons'>> = {
  size: ({ n }) => 3 * n,
  generate({ n, noise }, random) {
    const cells = new Float64Array(2 * n);
    const target = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1 : 1));
    target.forEach((label, i) => {
      const t = Math.PI * random.uniform();
      cells[2 * i] = label < 0 ? Math.cos(t) : 1 - Math.cos(t);
      cells[2 * i + 1] = label < 0 ? Math.sin(t) : 0.5 - Math.sin(t);
    });
    addNoise(random, cells, noise);
    return { columns: numberedColumns(2), cells, target };
  },
};
