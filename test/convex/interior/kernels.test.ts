import { describe, expect, it } from 'vitest';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import type { DenseKernels } from '#relucent/convex/kernels/dense-kernels.js';
import { openBlasKernels } from '#relucent/convex/kernels/openblas.js';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import { openBlasLibrary } from '#relucent/core/native/openblas.js';
import { createRandom } from '#relucent/core/random.js';

const blas = await openBlasLibrary('auto');
const kernels: DenseKernels[] = [plainKernels, simdKernels(), ...(blas ? [openBlasKernels(blas)] : [])];

const random = createRandom(3, 'kernels');
const filled = (length: number) => Float64Array.from({ length }, () => random.normal());
const size = () => 1 + Math.floor(random.uniform() * 70);
const shapes = Array.from({ length: 12 }, () => [size(), size(), size()] as const);

/** sum_p a(i, p) b(p, j), the definition. */
function naive(
  rows: number,
  cols: number,
  inner: number,
  a: (i: number, p: number) => number,
  b: (p: number, j: number) => number,
): Float64Array {
  const c = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) for (let p = 0; p < inner; p++) c[i * cols + j]! += a(i, p) * b(p, j);
  }
  return c;
}

const lowerOf = (c: Float64Array, n: number) =>
  Array.from(c.subarray(0, n * n), (value, at) => (at % n <= Math.floor(at / n) ? value : 0));

function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-11): void {
  expect(actual.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(actual[i]! - wanted[i]!) / (1 + Math.abs(wanted[i]!));
    // A NaN stays one.
    worst = Math.max(worst, error);
  }
  expect(worst).toBeLessThan(tolerance);
}

describe.each(kernels)('$name', (kernel) => {
  it('multiplies matrices, transposed or not', () => {
    for (const [m, n, k] of shapes) {
      const [a, b] = [filled(m * k), filled(k * n)];
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const c = filled(m * n);
          kernel.product(c, a, b, { rows: m, cols: n, inner: k, transposeA, transposeB });
          const left = (i: number, p: number) => a[transposeA ? p * m + i : i * k + p]!;
          const right = (p: number, j: number) => b[transposeB ? j * k + p : p * n + j]!;
          expectClose(c, naive(m, n, k, left, right));
        }
      }
    }
  });

  it('writes the lower triangles of A A-transposed and A-transposed A', () => {
    for (const [m, n] of shapes) {
      const a = filled(m * n);
      const ofRows = new Float64Array(m * m);
      kernel.gramOfRows(ofRows, a, m, n);
      const entry = (i: number, j: number) => a[i * n + j]!;
      expectClose(
        lowerOf(ofRows, m),
        lowerOf(
          naive(m, m, n, entry, (p, j) => entry(j, p)),
          m,
        ),
      );
      const ofColumns = new Float64Array(n * n);
      kernel.gramOfColumns(ofColumns, a, m, n);
      expectClose(
        lowerOf(ofColumns, n),
        lowerOf(
          naive(n, n, m, (i, p) => entry(p, i), entry),
          n,
        ),
      );
    }
  });

  it('factors positive definite matrices and solves with the factor', () => {
    for (const [n, , rows] of [...shapes, [131, 0, 7] as const]) {
      const root = filled(n * n);
      const a = naive(
        n,
        n,
        n,
        (i, p) => root[i * n + p]!,
        (p, j) => root[j * n + p]!,
      );
      for (let i = 0; i < n; i++) a[i * n + i]! += n;
      const l = a.slice();
      // Nothing above the diagonal may matter.
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) l[i * n + j] = Number.NaN;
      expect(kernel.cholesky(l, n)).toBe(true);
      const factor = Float64Array.from(lowerOf(l, n));
      expectClose(
        naive(
          n,
          n,
          n,
          (i, p) => factor[i * n + p]!,
          (p, j) => factor[j * n + p]!,
        ),
        a,
      );

      const x = filled(rows * n);
      const b = naive(
        rows,
        n,
        n,
        (i, p) => x[i * n + p]!,
        (p, j) => factor[j * n + p]!,
      );
      kernel.solveRows(l, b, n, rows);
      expectClose(b, x, 1e-9);

      const c = naive(
        rows,
        n,
        n,
        (i, p) => x[i * n + p]!,
        (p, j) => factor[p * n + j]!,
      );
      kernel.solveRowsTransposed(l, c, n, rows);
      expectClose(c, x, 1e-9);
    }
  });

  it('says when a matrix is not positive definite', () => {
    expect(kernel.cholesky(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(kernel.cholesky(Float64Array.of(Number.NaN), 1)).toBe(false);
  });
});
