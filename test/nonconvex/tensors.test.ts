import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { loadTensors, requestedBackend } from '#relucent/nonconvex/tensors.js';
import { on } from './backends.js';

const random = createRandom(7);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

describe('loading', () => {
  it('waits until tensors are asked for', async () => {
    expect(nonconvexTrainers.length).toBeGreaterThan(0);
    expect(globalThis).not.toHaveProperty('_tfengine');
    const { tf, backend } = await loadTensors();
    expect(globalThis).toHaveProperty('_tfengine');
    expect([backend, tf.getBackend()]).toEqual(['wasm', 'wasm']);
  });

  it('takes the backend it is told to, and no other', () => {
    expect(requestedBackend(undefined)).toBe('auto');
    expect(requestedBackend('')).toBe('auto');
    expect(requestedBackend('cpu')).toBe('cpu');
    expect(() => requestedBackend('cuda')).toThrow('RELUCENT_BACKEND: there is no tensor backend "cuda"');
    expect(() => requestedBackend('toString')).toThrow('tensorflow, webgpu, wasm, cpu');
  });
});

/** a[i][k] b[k][j] summed in float64, either operand stored transposed. */
function naiveProduct(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
  cols: number,
  ta: boolean,
  tb: boolean,
) {
  return Float64Array.from({ length: rows * cols }, (_, index) => {
    const [i, j] = [Math.floor(index / cols), index % cols];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += a[ta ? k * rows + i : i * inner + k]! * b[tb ? j * inner + k : k * cols + j]!;
    }
    return sum;
  });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i]!)));
  }
}

const flags = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

describe.each(flags)('products on wasm, transposeA %s, transposeB %s', (ta, tb) => {
  const [rows, inner, cols] = [5, 3, 4];

  it('agree with a naive product', async () => {
    const tf = await on('wasm');
    const [a, b] = [normals(rows * inner), normals(inner * cols)];
    const left = tf.tensor2d(a, ta ? [inner, rows] : [rows, inner]);
    const right = tf.tensor2d(b, tb ? [cols, inner] : [inner, cols]);
    const expected = naiveProduct(a, b, rows, inner, cols, ta, tb);
    expectClose(tf.matMul(left, right, ta, tb).dataSync(), expected);
    const bias = tf.tensor1d([1, -2, 0.5, 3]);
    const fused = tf.fused.matMul({
      a: left,
      b: right,
      transposeA: ta,
      transposeB: tb,
      bias,
      activation: 'relu',
    });
    const shifted = expected.map((value, i) => Math.max(0, value + [1, -2, 0.5, 3][i % cols]!));
    expectClose(fused.dataSync(), shifted);
  });

  it('agree matrix by matrix in a batch', async () => {
    const tf = await on('wasm');
    const [a, b] = [normals(2 * rows * inner), normals(2 * inner * cols)];
    const left = tf.tensor3d(a, ta ? [2, inner, rows] : [2, rows, inner]);
    const right = tf.tensor3d(b, tb ? [2, cols, inner] : [2, inner, cols]);
    const half = (values: Float32Array, i: number) =>
      values.subarray((i * values.length) / 2, ((i + 1) * values.length) / 2);
    const expected = [0, 1].flatMap((i) => [
      ...naiveProduct(half(a, i), half(b, i), rows, inner, cols, ta, tb),
    ]);
    expectClose(tf.matMul(left, right, ta, tb).dataSync(), expected);
  });

  it('have the gradients that cpu has', async () => {
    const [a, b] = [normals(rows * inner), normals(inner * cols)];
    const gradients = async (backend: 'wasm' | 'cpu') => {
      const tf = await on(backend);
      const left = tf.tensor2d(a, ta ? [inner, rows] : [rows, inner]);
      const right = tf.tensor2d(b, tb ? [cols, inner] : [inner, cols]);
      const value = (p: typeof left, q: typeof right) => tf.sum(tf.square(tf.matMul(p, q, ta, tb)));
      return tf
        .grads(value as never)([left, right])
        .flatMap((gradient) => [...gradient.dataSync()]);
    };
    expectClose(await gradients('wasm'), await gradients('cpu'));
  });
});

it('frees what it transposes', async () => {
  const tf = await on('wasm');
  const a = tf.tensor2d(normals(12), [3, 4]);
  const before = tf.memory();
  for (let i = 0; i < 200; i++) tf.matMul(a, a, true, false).dispose();
  const after = tf.memory();
  expect(after.numTensors).toBe(before.numTensors);
  expect(after.numDataBuffers).toBe(before.numDataBuffers);
});
