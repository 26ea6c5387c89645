import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { dealtKernels } from '#relucent/convex/kernels/dealt-kernels.js';
import type { DenseKernels } from '#relucent/convex/kernels/dense-kernels.js';
import { ownKernels } from '#relucent/convex/kernels/own.js';
import { partsOf } from '#relucent/convex/kernels/parts.js';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import { rowKernels } from '#relucent/convex/kernels/row-kernels.js';
import type { RowProduct } from '#relucent/convex/kernels/row-product.js';
import { simdRowProduct } from '#relucent/convex/kernels/simd-product.js';
import { stripCount, stripsFor } from '#relucent/convex/kernels/strips.js';
import { createRandom } from '#relucent/core/random.js';

const random = createRandom(5, 'threads');
const filled = (length: number) => new Float64Array(length).map(() => random.uniform() - 0.5);
const alone = simdKernels(1);

/** The entries on and below the diagonal. */
const lower = (c: Float64Array, n: number) => c.filter((_, at) => at % n <= Math.floor(at / n));
const bits = (values: Float64Array) => Buffer.from(values.buffer);

describe.each([2, 3])('%i threads', (threads) => {
  const kernels = simdKernels(threads);

  it('say so', () => {
    expect(kernels.name).toBe(`own WebAssembly kernels, ${threads} threads`);
    expect(alone.name).toBe('own WebAssembly kernels');
  });

  // Long and flat, flat and long, and more entries of a row than are shared at a time.
  it.each([
    [613, 101, 127],
    [61, 1307, 127],
    [67, 61, 1543],
  ])('multiply %i x %i, %i deep, as one does', (rows, cols, inner) => {
    const [a, b] = [filled(rows * inner), filled(cols * inner)];
    const product = (of: DenseKernels) => {
      const c = new Float64Array(rows * cols);
      of.product(c, a, b, { rows, cols, inner, transposeB: true });
      return c;
    };
    const c = product(kernels);
    expect(bits(c).equals(bits(product(alone)))).toBe(true);
    const worst = product(plainKernels).reduce(
      (most, wanted, i) => Math.max(most, Math.abs(c[i]! - wanted)),
      0,
    );
    expect(worst).toBeLessThan(1e-11);
  });

  it('factor, solve and write lower triangles as one does', () => {
    const [n, rows, inner] = [401, 157, 101];
    const [root, rhs] = [filled(n * inner), filled(rows * n)];
    const results = [kernels, alone].map((of) => {
      const gram = new Float64Array(n * n);
      of.gramOfRows(gram, root, n, inner);
      const l = gram.slice();
      for (let i = 0; i < n; i++) l[i * n + i]! += n;
      expect(of.cholesky(l, n)).toBe(true);
      const forth = rhs.slice();
      of.solveRows(l, forth, n, rows);
      const back = forth.slice();
      of.solveRowsTransposed(l, back, n, rows);
      return [lower(gram, n), lower(l, n), forth, back];
    });
    for (const [i, result] of results[0]!.entries())
      expect(bits(result).equals(bits(results[1]![i]!))).toBe(true);
  });
});

it('solve with triangles larger than what threads share', () => {
  const [n, rows] = [1061, 37];
  const [l, rhs] = [filled(n * n), filled(rows * n)];
  for (let i = 0; i < n; i++) l[i * n + i] = n;
  const results = [simdKernels(2), alone].map((of) => {
    const b = rhs.slice();
    of.solveRows(l, b, n, rows);
    of.solveRowsTransposed(l, b, n, rows);
    return bits(b);
  });
  expect(results[0]!.equals(results[1]!)).toBe(true);
});

it('the other threads take strips', () => {
  let own = 0;
  const simd = simdRowProduct();
  const slow: RowProduct = (...product) => {
    own++;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    simd(...product);
  };
  const kernels = ownKernels('slow', 1, dealtKernels(2, rowKernels(slow)));
  const side = 360;
  const [a, c] = [filled(side * side), new Float64Array(side * side)];
  const strips = stripCount(side, side, stripsFor({ rows: side, cols: side, lower: false }, 2));
  // They may be late for the first products.
  do {
    own = 0;
    kernels.product(c, a, a, { rows: side, cols: side, inner: side, transposeB: true });
  } while (own === strips);
  expect(own).toBeLessThan(strips);
});

it('a strip that fails fails the product', () => {
  const failing: RowProduct = () => {
    throw new RangeError('no memory');
  };
  const kernels = ownKernels('failing', 1, dealtKernels(2, rowKernels(failing)));
  const [a, c] = [filled(300 * 300), new Float64Array(300 * 300)];
  expect(() => {
    // The other thread may take all strips of one product.
    for (;;) kernels.gramOfRows(c, a, 300, 300);
  }).toThrow('a part of a matrix product failed');
  simdKernels(2).gramOfRows(c, a, 300, 300);
});

/** Products of this order are dealt, those of order 50 are not. */
const module = (rest: string) => `
  import { simdKernels } from '${import.meta.resolve('#relucent/convex/kernels/choose.js')}';
  const kernels = simdKernels(3);
  const product = (n) => kernels.gramOfRows(new Float64Array(n * n), new Float64Array(n * n), n, n);
  ${rest}`;

const cancelled = module(`
  import { parentPort } from 'node:worker_threads';
  product(300);
  parentPort.postMessage('busy');
  for (;;) product(300);`);

const counting = module(`
  import { once } from 'node:events';
  import { readdir } from 'node:fs/promises';
  import { setTimeout } from 'node:timers/promises';
  import { Worker } from 'node:worker_threads';
  const threads = async () => (await readdir('/proc/self/task')).length;
  const before = await threads();
  product(50);
  const small = (await threads()) - before;
  product(300);
  const large = (await threads()) - before;
  const job = new Worker(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(cancelled)}`)}));
  await once(job, 'message');
  const beside = (await threads()) - before;
  await job.terminate();
  // The system may list a thread for a moment after its end.
  for (let tries = 0; (await threads()) > before + large && tries < 100; tries++) await setTimeout(10);
  console.log(JSON.stringify({ small, large, beside, after: (await threads()) - before }));`);

it.skipIf(process.platform !== 'linux')(
  'starts threads for large products; they end with their owner',
  () => {
    const args = ['--input-type=module', '--eval', counting];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ small: 0, large: 2, beside: 5, after: 2 });
  },
);

it('covers a lower triangle with parts of at most that side', () => {
  const shape = { rows: 25, cols: 13, inner: 1, sign: 1, lower: true } as const;
  const covered: string[] = [];
  for (const { row, column, rows, cols, lower } of partsOf(shape, 10)) {
    expect(Math.max(rows, cols)).toBeLessThanOrEqual(10);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < (lower ? Math.min(cols, r + 1) : cols); c++)
        covered.push(`${row + r},${column + c}`);
  }
  expect(new Set(covered).size).toBe(covered.length);
  expect(covered.length).toBe((13 * 14) / 2 + 12 * 13);
});
