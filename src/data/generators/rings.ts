import { numberedColumns } from '../table.js';
import { addNoise } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * A ring around a ring: r (cos t, sin t), t uniform on [0, 2 pi], with r = 1 and label +1 or r = 2 and label -1, in turns;
 * normal noise on both coordinates.
 */
export const rings: Generator<Options<'rings'>> = {
  size: ({ n }) => 3 * n,
  generate({ n, noise }, random) {
    const cells = new Float64Array(2 * n);
    const target = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1));
    target.forEach((label, i) => {
      const t = 2 * Math.PI * random.uniform();
      const r = label > 0 ? 1 : 2;
      cells[2 * i] = r * Math.cos(t);
      cells[2 * i + 1] = r * Math.sin(t);
    });
    addNoise(random, cells, noise);
    return { columns: numberedColumns(2), cells, target };
  },
};
