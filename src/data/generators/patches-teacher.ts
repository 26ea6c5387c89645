import { norm2 } from '../../core/matrix.js';
import { networkOfPatches } from '../../core/patches-network.js';
import { numberedColumns } from '../table.js';
import { addNoise, gaussianMatrix } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * Standard normal rows of K = `patches` blocks x_1, ..., x_K of d columns; target (1/K) sum_k max(0, x_k . w) with one
 * random unit filter w, plus normal noise with standard deviation `noise`.
 */
export const patchesTeacher: Generator<Options<'patches-teacher'>> = {
  size: ({ n, d, patches }) => n * (d * patches + 1) + d,
  generate({ n, d, patches, noise }, random) {
    const direction = gaussianMatrix(random, 1, d).data;
    const length = norm2(direction);
    const filter = direction.map((entry) => entry / length);
    const x = gaussianMatrix(random, n, d * patches).data;
    const target = new Float64Array(n);
    for (let block = 0; block < n * patches; block++) {
      let z = 0;
      for (let j = 0; j < d; j++) z += x[block * d + j]! * filter[j]!;
      if (z > 0) target[Math.floor(block / patches)]! += z / patches;
    }
    addNoise(random, target, noise);
    const teacher = networkOfPatches({ filter, patches });
    return { columns: numberedColumns(d * patches), cells: x, target, teacher };
  },
};
