import { selectRows } from '../../core/matrix.js';
import type { AnyProblem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import { matrixTensor, type TensorLibrary } from '../tensors.js';
import type { Rows } from './energies.js';

/** The training rows in batches of so many, drawn once from the problem's seed. */
export function batchesOf(tf: TensorLibrary, { train, seed }: AnyProblem, batch: number | 'full'): Rows[] {
  const n = train.x.rows;
  const size = batch === 'full' ? n : Math.min(batch, n);
  if (size === n) return [{ x: matrixTensor(tf, train.x), y: matrixTensor(tf, train.y) }];
  const order = createRandom(seed, 'batches').permutation(n);
  return Array.from({ length: Math.ceil(n / size) }, (_, b) => {
    const rows = order.subarray(b * size, (b + 1) * size);
    return {
      x: matrixTensor(tf, selectRows(train.x, rows)),
      y: matrixTensor(tf, selectRows(train.y, rows)),
    };
  });
}

/** The batch of step number `step`: every epoch has its own seeded order of them, so that any can be repeated. */
export function batchAt(seed: number, step: number, count: number): number {
  const epoch = Math.floor(step / count);
  return createRandom(seed, `epoch ${epoch}`).permutation(count)[step % count]!;
}
