import { describe, expect, it } from 'vitest';
import { blasThreads } from '#relucent/core/native/openblas.js';
import { createRandom } from '#relucent/core/random.js';
import { addressOf, floats, type WasmBackend } from '#relucent/nonconvex/backends/wasm/heap.js';
import { findOpenBlas } from '#relucent/nonconvex/backends/wasm/openblas.js';
import { ownSgemm } from '#relucent/nonconvex/backends/wasm/own-sgemm.js';
import type { Sgemm } from '#relucent/nonconvex/backends/wasm/sgemm.js';
import { on } from '../backends.js';
import { expectClose } from './close.js';
import { array, product } from './reference.js';

const openBlas = await findOpenBlas('auto', 1);

const implementations: Record<string, ((backend: WasmBackend) => Sgemm) | undefined> = {
  'our own': ownSgemm,
  OpenBLAS: openBlas?.sgemm,
};

describe.each(Object.entries(implementations))('%s', (_name, implementation) => {
  it.skipIf(!implementation && !process.env['CI'])('multiplies matrices of all shapes', async () => {
    const tf = await on('wasm');
    const backend = tf.backend() as WasmBackend;
    const sgemm = implementation!(backend);
    const random = createRandom(1);
    // Beyond one block in each dimension, and all small remainders.
    const large = [
      [131, 3, 9],
      [7, 515, 8],
      [121, 257, 17],
    ];
    const small = Array.from({ length: 40 }, () => [0, 1, 2].map(() => 1 + random.integer(18)));
    for (const [trial, [rows, inner, cols]] of [...large, ...small].entries()) {
      const [transposeA, transposeB, accumulate] = [1, 2, 4].map((bit) => (trial & bit) !== 0);
      const normals = (shape: number[]) => array(shape, () => Math.fround(random.normal()));
      const a = normals(transposeA ? [inner!, rows!] : [rows!, inner!]);
      const b = normals(transposeB ? [cols!, inner!] : [inner!, cols!]);
      const c = normals([rows!, cols!]);
      const tensors = [a, b, c].map(({ data }) => tf.tensor1d(Float32Array.from(data)));
      const [inA, inB, inC] = tensors.map((tensor) => addressOf(backend, tensor));
      sgemm({
        ...{ rows: rows!, inner: inner!, cols: cols! },
        ...{ a: inA!, transposeA: transposeA!, b: inB!, transposeB: transposeB! },
        ...{ c: inC!, accumulate: accumulate! },
      });
      const sums = product(a, b, transposeA!, transposeB!).data;
      const expected = accumulate ? sums.map((value, i) => value + c.data[i]!) : sums;
      const what = `${rows} x ${inner} x ${cols}, trial ${trial}`;
      expectClose(floats(backend, tensors[2]!), expected, 5e-6, what);
      // The operands, and with them what lies beside C, are untouched.
      expectClose(floats(backend, tensors[0]!), a.data, 0, what);
      expectClose(floats(backend, tensors[1]!), b.data, 0, what);
      tf.dispose(tensors);
    }
  });
});

it('sees the heap after it has grown', async () => {
  const tf = await on('wasm');
  const heapBytes = () => (tf.backend() as WasmBackend).wasm.asm.memory.buffer.byteLength;
  const [a, before] = [tf.ones([3, 5]), heapBytes()];
  const large = tf.zeros([before / 4]);
  expect(heapBytes()).toBeGreaterThan(before);
  expect([...tf.matMul(a, a, false, true).dataSync()]).toEqual(new Array(9).fill(5));
  large.dispose();
});

describe('RELUCENT_BLAS', () => {
  it('can be off', async () => {
    expect(await findOpenBlas('off')).toBeUndefined();
  });

  it('names a library that must be there', async () => {
    await expect(findOpenBlas('/nowhere/libopenblas.so')).rejects.toThrow(
      /nowhere.*loads here|koffi is not installed/,
    );
  });

  it('shares out threads', () => {
    expect(blasThreads('3')).toBe(3);
    expect(blasThreads('')).toBeGreaterThan(0);
    expect(() => blasThreads('0')).toThrow('RELUCENT_BLAS_THREADS: "0" is not a positive whole number');
    expect(() => blasThreads('two')).toThrow('"two"');
  });
});

describe('fused kernels', () => {
  const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

  it.each(activations)('do what their parts do: %s', async (activation) => {
    const random = createRandom(9);
    const normals = (shape: number[]) => [...array(shape, () => 3 * random.normal()).data];
    const [x, w, bias, slopes] = [normals([2, 4, 4, 3]), normals([3, 3, 3, 5]), normals([5]), normals([5])];
    const results = [];
    for (const backend of ['wasm', 'cpu'] as const) {
      const tf = await on(backend);
      const options = {
        ...{ strides: 1, pad: 'same' as const, activation, bias: tf.tensor1d(bias), leakyreluAlpha: 0.1 },
        ...(activation === 'prelu' ? { preluActivationWeights: tf.tensor1d(slopes) } : {}),
      };
      const product = tf.fused.matMul({
        ...options,
        a: tf.tensor2d(x, [32, 3]),
        b: tf.tensor2d(w.slice(0, 15), [3, 5]),
      });
      const convolved = tf.fused.conv2d({
        ...options,
        x: tf.tensor4d(x, [2, 4, 4, 3]),
        filter: tf.tensor4d(w, [3, 3, 3, 5]),
      });
      results.push([...product.dataSync(), ...convolved.dataSync()]);
    }
    expectClose(results[0]!, results[1]!, 1e-5);
  });
});
