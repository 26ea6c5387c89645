// Measures one case at a time for bench/tensors/run.mjs: a request per line on stdin, a reply per line on stdout.
// { "name": "gemm", "size": 512, "repeats": 5 } -> { "milliseconds": [...] }
import { createInterface } from 'node:readline';
import { createRandom } from '#relucent/core/random.js';
import { adamStep } from '#relucent/nonconvex/backends/adam-step.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import { dlamCase, ialamCase } from './splitting.mjs';

const { tf, description } = await loadTensors();
const normals = (shape, scale = 1) => {
  const random = createRandom(7, shape.join());
  const values = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => scale * random.normal(),
  );
  return tf.tensor(values, shape);
};
const weights = (...shape) =>
  tf.variable(normals(shape, Math.sqrt(2 / (shape.reduce((a, b) => a * b) / shape.at(-1)))));
const labels = (rows) =>
  tf.oneHot(
    tf.tensor1d(
      Int32Array.from({ length: rows }, (_, i) => i % 10),
      'int32',
    ),
    10,
  );

/** Each gives a step to be timed, and perhaps a measure of where the steps have led. */
const cases = {
  gemm({ size }) {
    const [a, b] = [normals([size, size]), normals([size, size])];
    return () => tf.tidy(() => tf.matMul(a, b)).dispose();
  },
  mlp({ batch }) {
    const [x, y] = [normals([batch, 784]), labels(batch)];
    const layers = [weights(784, 200), weights(200, 100), weights(100, 10)];
    const biases = [200, 100, 10].map((n) => tf.variable(tf.zeros([n])));
    const parameters = [...layers, ...biases];
    const zeros = (p) => tf.variable(tf.zerosLike(p));
    const memory = parameters.map((p) => ({ mean: zeros(p), square: zeros(p) }));
    let steps = 0;
    return () =>
      tf.tidy(() => {
        steps++;
        const { value, grads } = tf.variableGrads(() => {
          const logits = layers.reduce((h, w, k) => {
            const z = tf.add(tf.matMul(h, w), biases[k]);
            return k < 2 ? tf.relu(z) : z;
          }, x);
          return tf.losses.softmaxCrossEntropy(y, logits);
        }, parameters);
        parameters.forEach((parameter, k) => {
          const { mean, square } = memory[k];
          const next = adamStep(tf, { parameter, mean, square }, grads[parameter.name], 1e-3, steps);
          parameter.assign(next.parameter);
          mean.assign(next.mean);
          square.assign(next.square);
        });
        value.dataSync();
      });
  },
  cnn({ batch }) {
    const [x, y] = [normals([batch, 28, 28, 1]), labels(batch)];
    const [first, second, last] = [weights(3, 3, 1, 16), weights(3, 3, 16, 32), weights(7 * 7 * 32, 10)];
    return () => {
      const { value, grads } = tf.variableGrads(() => {
        const one = tf.maxPool(tf.relu(tf.conv2d(x, first, 1, 'same')), 2, 2, 'valid');
        const two = tf.maxPool(tf.relu(tf.conv2d(one, second, 1, 'same')), 2, 2, 'valid');
        return tf.losses.softmaxCrossEntropy(y, tf.matMul(tf.reshape(two, [batch, 7 * 7 * 32]), last));
      });
      value.dataSync();
      tf.dispose([value, grads]);
    };
  },
  ialam: ({ rows }) => ialamCase(tf, rows),
  dlam: ({ rows }) => dlamCase(tf, rows),
};

const steps = new Map();
const reply = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
reply({ ready: `Node ${process.versions.node}, tfjs ${tf.version_core}, ${description}` });
for await (const line of createInterface({ input: process.stdin })) {
  const { name, repeats, ...sizes } = JSON.parse(line);
  const key = JSON.stringify({ name, sizes });
  if (!steps.has(key)) {
    const made = cases[name](sizes);
    const timed = typeof made === 'function' ? { step: made } : made;
    for (let i = 0; i < 5; i++) timed.step();
    steps.set(key, timed);
  }
  const { step, measure } = steps.get(key);
  const milliseconds = Array.from({ length: repeats }, () => {
    const began = performance.now();
    step();
    return performance.now() - began;
  });
  reply({ milliseconds, ...(measure ? { reached: measure() } : {}) });
}
