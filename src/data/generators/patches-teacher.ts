import { inputError } from '../../core/errors.js';
import { norm2 } from '../../core/matrix.js';
import { networkOfPatches } from '../../core/patches-network.js';
import { numberedColumns } from '../table.js';
import { addNoise, gaussianMatrix } from './gaussian.js';
import type { Generator, Options } from './generator.js';

/**
 * Standard normal rows of K = `patches` blocks x_1, ..., x_K of d columns; target (1/K) sum_k max(0, x_k . w) with one
 * random unit filter w, plus normal noise with standard deviation `noise`. With `nonzeros`, all other entries of the
 * filter are 0.
 */
export const patchesTeacher: Generator<Options<'patches-teacher'>> = {
  size: ({ n, d, patches }) => n * (d * patches + 1) + d,
  generate({ n, d, patches, noise, nonzeros }, random, pointer) {
    if (nonzeros !== undefined && nonzeros > d) {
      throw inputError(`${pointer}/nonzeros`, `must be at most ${d}, the entries of the filter`);
    }
    const direction = gaussianMatrix(random, 1, d).data;
    if (nonzeros !== undefined) for (const j of random.permutation(d).subarray(nonzeros)) direction[j] = 0;
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
