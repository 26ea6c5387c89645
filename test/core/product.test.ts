import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { multiplyLargeBy, productWithTransposed, simdProduct } from '#relucent/core/layers/product.js';
import { openBlasProduct } from '#relucent/core/native/large-products.js';
import { openBlasLibrary } from '#relucent/core/native/openblas.js';
import { createRandom } from '#relucent/core/random.js';

const blas = await openBlasLibrary('auto');

const sizes = [
  [1, 1, 0],
  [3, 5, 7],
  // Large enough to be packed: odd ends in rows, columns and depth, and more than one strip of each.
  [13, 9, 600],
  [302, 21, 257],
  [531, 6, 31],
] as const;

const normals = (length: number, stream: string) => {
  const random = createRandom(1, stream);
  return Float64Array.from({ length }, () => random.normal());
};
/** What the product takes for these sizes. */
const factors = ([m, n, k]: readonly [number, number, number]) =>
  [m, normals(m * k, 'a'), normals(n * k, 'b'), k, normals(n, 'start')] as const;

describe('product with a transposed matrix', () => {
  // One for the process, which other files run in too.
  beforeEach(() => multiplyLargeBy(simdProduct));
  afterEach(() => multiplyLargeBy(simdProduct));

  it.each(sizes)('of %i rows with %i rows of length %i has the digits of a loop', (m, n, k) => {
    const [, a, b, , start] = factors([m, n, k]);
    const wanted = Float64Array.from({ length: m * n }, (_, entry) => {
      const [i, j] = [Math.floor(entry / n), entry % n];
      let sum = start[j]!;
      for (let c = 0; c < k; c++) sum += a[i * k + c]! * b[j * k + c]!;
      return sum;
    });
    expect(productWithTransposed(m, a, b, k, start)).toEqual(wanted);
  });

  it.skipIf(!blas && !process.env['CI'])('is the same by OpenBLAS but for rounding', () => {
    const own = sizes.map((size) => productWithTransposed(...factors(size)));
    const native = openBlasProduct(blas!);
    let calls = 0;
    multiplyLargeBy((...task) => {
      calls++;
      native(...task);
    });
    for (const [s, size] of sizes.entries()) {
      const errors = productWithTransposed(...factors(size)).map((value, at) =>
        Math.abs(value - own[s]![at]!),
      );
      expect(Math.max(...errors)).toBeLessThan(1e-12);
    }
    // Small factors are not worth handing over.
    expect(calls).toBe(3);
  });
});
