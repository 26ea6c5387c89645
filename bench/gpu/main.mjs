// Products and training steps on the GPU of this machine through WebGPU, as one JSON document on stdout. pack.mjs makes
// one file of it that needs nothing but Node and dawn.node beside it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

const rounds = 7;
const { create, globals } = createRequire(import.meta.url)(join(import.meta.dirname, 'dawn.node'));
const gpu = create([]);
const adapter = await gpu.requestAdapter();
if (!adapter) {
  console.error('no GPU adapter: is a Vulkan driver installed, and VK_DRIVER_FILES right?');
  process.exit(1);
}
Object.assign(globalThis, globals);
Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
await import('@tensorflow/tfjs-backend-webgpu');
await tf.setBackend('webgpu');
const { vendor, architecture, description, device } = adapter.info;
const software = /swiftshader|llvmpipe|lavapipe/i.test(`${device} ${description}`);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds per step: each round queues several steps and waits for the last. */
async function time(step, steps) {
  const settle = async () => {
    const value = step();
    await value.data();
    value.dispose();
  };
  await settle();
  await settle();
  const milliseconds = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let i = 1; i < steps; i++) step().dispose();
    await settle();
    milliseconds.push((performance.now() - began) / steps);
  }
  return { median: median(milliseconds), best: milliseconds[0], worst: milliseconds.at(-1) };
}

/** The largest error of a product of 200 x 300 by 300 x 100 against float64, relative to its largest entry. */
async function productError() {
  const [a, b] = [tf.randomNormal([200, 300]), tf.randomNormal([300, 100])];
  const [left, right, found] = await Promise.all([a, b, tf.matMul(a, b)].map((tensor) => tensor.data()));
  let [worst, largest] = [0, 0];
  for (let i = 0; i < 200; i++) {
    for (let j = 0; j < 100; j++) {
      let sum = 0;
      for (let k = 0; k < 300; k++) sum += left[i * 300 + k] * right[k * 100 + j];
      largest = Math.max(largest, Math.abs(sum));
      worst = Math.max(worst, Math.abs(sum - found[i * 100 + j]));
    }
  }
  return worst / largest;
}

const labels = (rows) =>
  tf.oneHot(
    tf.tensor1d(
      Int32Array.from({ length: rows }, (_, i) => i % 10),
      'int32',
    ),
    10,
  );
const weights = (...shape) => tf.variable(tf.randomNormal(shape, 0, 0.05));

function perceptron(batch) {
  const [x, y] = [tf.randomNormal([batch, 784]), labels(batch)];
  const layers = [weights(784, 200), weights(200, 100), weights(100, 10)];
  const optimizer = tf.train.adam(1e-3);
  const logits = () => layers.reduce((h, w, k) => (k === 0 ? tf.matMul(h, w) : tf.matMul(tf.relu(h), w)), x);
  return () => optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, logits()), true);
}

function convolutional(batch) {
  const [x, y] = [tf.randomNormal([batch, 28, 28, 1]), labels(batch)];
  const [first, second, last] = [weights(3, 3, 1, 16), weights(3, 3, 16, 32), weights(7 * 7 * 32, 10)];
  return () => {
    const { value, grads } = tf.variableGrads(() => {
      const one = tf.maxPool(tf.relu(tf.conv2d(x, first, 1, 'same')), 2, 2, 'valid');
      const two = tf.maxPool(tf.relu(tf.conv2d(one, second, 1, 'same')), 2, 2, 'valid');
      return tf.losses.softmaxCrossEntropy(y, tf.matMul(tf.reshape(two, [batch, 7 * 7 * 32]), last));
    });
    tf.dispose(grads);
    return value;
  };
}

const results = [];
for (const size of software ? [128] : [1024, 4096]) {
  const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
  // One entry is read, so that the wait is for the product and not for its way back.
  const milliseconds = await time(
    () => tf.tidy(() => tf.slice(tf.matMul(a, b), [0, 0], [1, 1])),
    software ? 1 : 20,
  );
  results.push({ name: 'gemm', size, milliseconds, gflops: (2 * size ** 3) / milliseconds.median / 1e6 });
  tf.dispose([a, b]);
}
for (const batch of software ? [16] : [128, 1024])
  results.push({ name: 'mlp', batch, milliseconds: await time(perceptron(batch), software ? 1 : 20) });
for (const batch of software ? [2] : [64, 512])
  results.push({ name: 'cnn', batch, milliseconds: await time(convolutional(batch), software ? 1 : 20) });

const machine = { vendor, architecture, device, description, software, node: process.versions.node };
console.log(JSON.stringify({ machine, productError: await productError(), rounds, results }, null, 2));
process.exit(0);
