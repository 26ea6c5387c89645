import { expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { on } from '../backends.js';

// Columns by sixteen, by four and one by one, and what is left of rows after whole quads.
const shapes = [
  [3, 37, 1],
  [2, 5, 23],
  [1, 300, 16],
  [4, 1, 3],
  [1, 7, 41],
] as const;

it.each(shapes)('sums a middle axis in float64: %i x %i x %i', async (blocks, terms, inner) => {
  const tf = await on('wasm');
  const random = createRandom(4);
  const entries = Float32Array.from({ length: blocks * terms * inner }, () => 1e6 * random.normal());
  const wanted = Array.from({ length: blocks * inner }, (_, at) => {
    const [r, i] = [Math.floor(at / inner), at % inner];
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += entries[(r * terms + k) * inner + i]!;
    return sum;
  });
  const x = tf.tensor3d(entries, [blocks, terms, inner]);
  const sums = tf.sum(x, 1).dataSync<'float32'>();
  const means = tf.mean(x, 1).dataSync<'float32'>();
  // Up to the order of the sums in float64, rounded once.
  for (const [at, sum] of wanted.entries()) {
    expect(Math.abs(sums[at]! - sum)).toBeLessThanOrEqual(2 ** -23 * Math.abs(sum) + 1e-7);
    expect(Math.abs(means[at]! - sum / terms)).toBeLessThanOrEqual(2 ** -22 * Math.abs(sum / terms) + 1e-7);
  }
  tf.dispose(x);
});
