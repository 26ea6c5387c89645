import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import type { TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { on } from '../backends.js';

const random = createRandom(3);
const special = [0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40];
const draw = () => (random.uniform() < 0.3 ? special[random.integer(special.length)]! : random.normal());

const binary = [
  'maximum',
  'minimum',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
] as const;

/** The same on both backends, to the bit; NaN in the same places. */
async function expectSame(compute: (tf: TensorLibrary) => Tensor) {
  const results = [];
  for (const backend of ['wasm', 'cpu'] as const) {
    const tf = await on(backend);
    const result = tf.tidy(() => compute(tf));
    results.push({
      shape: result.shape,
      dtype: result.dtype,
      values: Array.from(result.dataSync(), (v) => v + 0),
    });
    result.dispose();
  }
  expect(results[0]).toEqual(results[1]);
}

describe('entry by entry, wasm agrees with cpu', () => {
  // Lengths on both sides of whole groups of four.
  it.each([1, 2, 3, 4, 5, 7, 8, 19])('on %i entries', async (length) => {
    const [a, b] = [Array.from({ length }, draw), Array.from({ length }, draw)];
    for (const name of binary) {
      await expectSame((tf) => tf[name](tf.tensor1d(a), tf.tensor1d(b)));
      await expectSame((tf) => tf[name](tf.tensor1d(a), 0.5));
      await expectSame((tf) => tf[name](tf.scalar(-0.5), tf.tensor1d(b)));
      await expectSame((tf) => tf[name](tf.tensor2d(a, [length, 1]), tf.tensor2d(b, [1, length])));
      await expectSame((tf) => tf[name](tf.tensor1d(a), tf.tensor3d([0.25], [1, 1, 1])));
      const integers = a.map((value) => (Number.isFinite(value) ? Math.round(3 * value) : 0));
      await expectSame((tf) => tf[name](tf.tensor1d(integers, 'int32'), tf.tensor1d([1], 'int32')));
    }
    await expectSame((tf) => tf.sign(tf.tensor1d(a)));
    await expectSame((tf) => tf.leakyRelu(tf.tensor1d(a), 0.25));
    await expectSame((tf) => tf.logicalAnd(tf.greater(tf.tensor1d(a), 0), tf.less(tf.tensor1d(b), 0.5)));
    await expectSame((tf) => tf.where(tf.greater(tf.tensor1d(a), 0), tf.tensor1d(a), tf.tensor1d(b)));
  });

  it('on nothing', async () => {
    await expectSame((tf) => tf.maximum(tf.tensor1d([]), 1));
    await expectSame((tf) => tf.sum(tf.zeros([0, 3]), 0));
  });
});

describe('taking rows', () => {
  it.each([
    { axis: 0, batchDims: 0, indices: [2, 0, 2] },
    { axis: 1, batchDims: 0, indices: [1, 3] },
    {
      axis: 2,
      batchDims: 0,
      indices: [
        [0, 1],
        [1, 1],
      ],
    },
    { axis: 1, batchDims: 1, indices: [[3], [0], [2]] },
  ])('along axis $axis with $batchDims batch axes', async ({ axis, batchDims, indices }) => {
    await expectSame((tf) => {
      const x = tf.reshape(tf.range(0, 24), [3, 4, 2]);
      return tf.gather(x, tf.tensor(indices, undefined, 'int32'), axis, batchDims);
    });
  });

  it('keeps integers and truth values', async () => {
    await expectSame((tf) => tf.gather(tf.tensor1d([5, 6, 7], 'int32'), tf.tensor1d([2, 1], 'int32')));
    await expectSame((tf) => tf.gather(tf.tensor1d([true, false], 'bool'), tf.tensor1d([1, 0, 0], 'int32')));
  });

  it('refuses an index that is not there', async () => {
    const tf = await on('wasm');
    const taken = (index: number) => tf.gather(tf.zeros([3, 2]), tf.tensor1d([index], 'int32'));
    expect(() => taken(3)).toThrow('index 3 is not in 0 to 2');
    expect(() => taken(-1)).toThrow('index -1 is not in 0 to 2');
  });

  it('adds up segments, leaving out those that are not asked for', async () => {
    const tf = await on('wasm');
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([1, -1, 1, 9], 'int32'), 3);
    expect([...sums.dataSync()]).toEqual([0, 0, 6, 8, 0, 0]);
  });
});

describe('sums', () => {
  it('do not drift', async () => {
    const tf = await on('wasm');
    const [sum, mean] = tf.tidy(() => {
      const tenths = tf.fill([10_000_000], 0.1);
      return [tf.sum(tenths).dataSync()[0]!, tf.mean(tenths).dataSync()[0]!] as never;
    }) as unknown as [number, number];
    expect(sum).toBe(Math.fround(1e7 * Math.fround(0.1)));
    expect(mean).toBe(Math.fround(0.1));
  });

  it('of integers stay integers', async () => {
    await expectSame((tf) => tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0));
    await expectSame((tf) => tf.mean(tf.tensor1d([1, 2], 'int32')));
  });

  it.each(['0', '1', '2', '3', '0 1', '1 3', '0 2', '0 1 2 3'])('over axes %s', async (list) => {
    const axes = list.split(' ').map(Number);
    // Whole numbers: the order of additions does not matter.
    const x = (tf: TensorLibrary) => tf.reshape(tf.mod(tf.range(0, 360), 17), [3, 1, 10, 12]);
    for (const keepDims of [true, false]) {
      await expectSame((tf) => tf.sum(x(tf), axes, keepDims));
      // The mean is the sum divided, rounded once or twice.
      await expectSame((tf) => tf.round(tf.mul(1e3, tf.mean(x(tf), axes, keepDims))));
    }
  });
});
