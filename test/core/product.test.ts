import { describe, expect, it } from 'vitest';
import { productWithTransposed } from '#relucent/core/layers/product.js';
import { createRandom } from '#relucent/core/random.js';

const sizes = [
  [1, 1, 0],
  [3, 5, 7],
  // Large enough to be packed: odd ends in rows, columns and depth, and more than one strip of each.
  [13, 9, 600],
  [300, 21, 257],
  [529, 6, 31],
] as const;

describe('product with a transposed matrix', () => {
  it.each(sizes)('of %i rows with %i rows of length %i has the digits of a loop', (m, n, k) => {
    const random = createRandom(1, 'product');
    const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
    const [a, b, start] = [normals(m * k), normals(n * k), normals(n)];
    const wanted = Float64Array.from({ length: m * n }, (_, entry) => {
      const [i, j] = [Math.floor(entry / n), entry % n];
      let sum = start[j]!;
      for (let c = 0; c < k; c++) sum += a[i * k + c]! * b[j * k + c]!;
      return sum;
    });
    expect(productWithTransposed(m, a, b, k, start)).toEqual(wanted);
  });
});
