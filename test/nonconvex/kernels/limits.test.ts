import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { startBackend } from '#relucent/nonconvex/backends/index.js';
import type { WasmBackend } from '#relucent/nonconvex/backends/wasm/heap.js';
import { on } from '../backends.js';
import { expectClose } from './close.js';

describe('what the backends do not do', () => {
  it('is refused where the numbers would be wrong', async () => {
    const tf = await on('wasm');
    const volume = tf.ones([1, 3, 3, 3, 1]);
    const gradient = tf.grad((x) =>
      tf.sum(tf.conv3d(x as never, tf.ones([2, 2, 2, 1, 1]) as never, 1, 'valid')),
    );
    expect(() => gradient(volume)).toThrow('Conv3DBackpropInputV2 is wrong on the tensor backend "wasm"');
  });

  it('is refused where it is missing', async () => {
    const tf = await on('wasm');
    const product = () => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([3, 2]));
    expect(product).toThrow('Einsum is missing on the tensor backend "wasm"; set RELUCENT_BACKEND=cpu');
    await on('cpu');
    expect(await product().data()).toEqual(Float32Array.of(3, 3, 3, 3));
  });

  it('is refused where the heap would be overwritten', async () => {
    const tf = await on('wasm');
    const convolved = () =>
      tf.conv2d(
        tf.ones([1, 5, 9, 1]) as Tensor4D,
        tf.ones([3, 1, 1, 1]) as Tensor4D,
        1,
        1,
        'NHWC',
        1,
        'floor',
      );
    expect(convolved).toThrow('padding by one number needs square filters and strides');
  });

  it.skipIf(process.env['RELUCENT_BACKEND'])(
    'is an error where a backend is asked for that is not there',
    async () => {
      const tf = await on('wasm');
      await expect(startBackend(tf, 'tensorflow-gpu')).rejects.toThrow(
        'RELUCENT_BACKEND: the tensor backend "tensorflow-gpu" needs the package @tensorflow/tfjs-node-gpu',
      );
    },
  );
});

it('resizing to the nearest pixel has its gradient on cpu, image by image', async () => {
  const tf = await on('cpu');
  const random = createRandom(4);
  for (const [size, alignCorners] of [
    [[4, 6], false],
    [[5, 3], true],
    [[1, 2], false],
  ] as const) {
    const x = tf.tensor4d(
      Float32Array.from({ length: 2 * 3 * 3 * 2 }, () => random.normal()),
      [2, 3, 3, 2],
    );
    // Linear in x: the weights that come back are those of each pixel's copies.
    const resized = (y: Tensor4D) => tf.image.resizeNearestNeighbor(y, size as never, alignCorners);
    const weights = tf.randomNormal(resized(x).shape, 0, 1, 'float32', 5);
    const gradient = tf
      .grad((y) => tf.sum(tf.mul(weights, resized(y as Tensor4D))))(x)
      .dataSync();
    const unit = tf.eye(x.size);
    const expected = Array.from({ length: x.size }, (_, i) => {
      const one = tf.reshape(tf.slice(unit, [i, 0], [1, x.size]), x.shape) as Tensor4D;
      return tf.sum(tf.mul(weights, resized(one))).dataSync()[0]!;
    });
    expectClose(gradient, expected, 1e-6);
  }
});

it('200 steps of training leave neither tensors nor a larger heap', async () => {
  const tf = await on('wasm');
  const heapBytes = () => (tf.backend() as WasmBackend).wasm.asm.memory.buffer.byteLength;
  const x = tf.randomNormal([8, 8, 8, 1], 0, 1, 'float32', 1) as Tensor4D;
  const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32'), 3);
  const parameters = [
    [3, 3, 1, 4],
    [3, 3, 4, 2],
    [32, 3],
  ].map((shape, k) => tf.variable(tf.randomNormal(shape, 0, 0.3, 'float32', k)));
  const [first, depthwise, last] = parameters as unknown as [Tensor4D, Tensor4D, never];
  const optimizer = tf.train.adam(0.01);
  const step = () =>
    tf.tidy(() => {
      const loss = optimizer.minimize(() => {
        const one = tf.maxPool(tf.leakyRelu(tf.conv2d(x, first, 1, 'same'), 0.1), 2, 2, 'valid');
        const two = tf.avgPool(
          tf.relu(tf.depthwiseConv2d(one as Tensor4D, depthwise, 1, 'same')),
          2,
          2,
          'same',
        );
        return tf.losses.softmaxCrossEntropy(y, tf.matMul(tf.reshape(two, [8, 32]), last));
      }, true);
      return loss!.dataSync()[0]!;
    });
  const started = step();
  for (let i = 0; i < 20; i++) step();
  const { numTensors, numDataBuffers } = tf.memory();
  const bytes = heapBytes();
  let loss = started as unknown as number;
  for (let i = 0; i < 200; i++) loss = step() as unknown as number;
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(heapBytes()).toBe(bytes);
  expect(loss).toBeLessThan((started as unknown as number) / 5);
});
