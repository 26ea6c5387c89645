import { type Matrix, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';

/** n rows of d independent standard normal entries. */
export function gaussian(n: number, d: number, seed: number): Matrix {
  const random = createRandom(seed);
  const x = zeros(n, d);
  for (let i = 0; i < x.data.length; i++) x.data[i] = random.normal();
  return x;
}
