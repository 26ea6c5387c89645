// Sweeps of ialam and dlam on made-up images, for bench/tensors/peer.mjs; bench/peers/splitting.py does the same line by
// line. Each case gives a step and a measure of where the steps have led, by which the two are compared.
import { energy } from '#relucent/nonconvex/dlam/energy.js';
import { startState } from '#relucent/nonconvex/dlam/starts.js';
import { sweep } from '#relucent/nonconvex/dlam/sweep.js';
import { trainError } from '#relucent/nonconvex/ialam/objective.js';
import { startAt } from '#relucent/nonconvex/ialam/start.js';
import { nextState } from '#relucent/nonconvex/ialam/sweep.js';
import { tensorAlgebra } from '#relucent/nonconvex/ialam/tensor-algebra.js';
import { momentsOf } from '#relucent/nonconvex/ialam/weight-step.js';
import { tensorArithmetic } from '#relucent/nonconvex/splitting/tensor-arithmetic.js';
import { tensorMemory } from '#relucent/nonconvex/state-memory.js';

const sizes = [784, 200, 100, 10];

/** Fractions that any language draws alike. */
function draws() {
  let count = 0;
  const uniform = () => {
    const value = Math.sin(count++ * 12.9898 + 78.233) * 43758.5453;
    return value - Math.floor(value);
  };
  return { uniform, centred: () => (uniform() - 0.5) * Math.sqrt(12) };
}

function problemOf(tf, rows) {
  const { uniform, centred } = draws();
  const filled = (count, draw) => Float32Array.from({ length: count }, draw);
  const x = tf.tensor2d(
    filled(rows * sizes[0], () => Math.max(0, 5 * uniform() - 4)),
    [rows, sizes[0]],
  );
  const y = tf.tensor2d(
    filled(rows * 10, (_, i) => Number(i % 10 === Math.floor(i / 10) % 10)),
    [rows, 10],
  );
  const weights = sizes.slice(1).map((height, l) => {
    const width = sizes[l];
    return tf.tensor2d(
      filled(height * width, () => centred() / Math.sqrt(width)),
      [height, width],
    );
  });
  return { x, y, weights, biases: sizes.slice(1).map((n) => tf.zeros([1, n])), centred };
}

/** Steps from state to state; the old state is freed. */
function stepping(tf, start, next, measure) {
  const memory = tensorMemory(tf);
  let state = start;
  return {
    step() {
      const after = memory.build(() => next(state));
      memory.release(state, after);
      state = after;
    },
    measure: () => tf.tidy(() => measure(state)),
  };
}

export function ialamCase(tf, rows) {
  const { x, y, weights, biases } = problemOf(tf, rows);
  const algebra = tensorAlgebra(tf);
  const c = 0.5 / rows;
  const rho = 0.1 * c;
  const splitting = {
    x,
    y,
    slopes: [0.01, 0.01, 0.01],
    dataWeight: c,
    lambdaV: 1e-4 * c,
    lambdaW: 5e-5,
    beta: [10 * c, 10 * c, 10 * c],
  };
  const plan = {
    rule: { decrease: 0.99, shrinkage: 0.8, power: 1.01, memory: 10 },
    inner: 1,
    tau1: 1e-3 * rho,
    weights: { tolerance: 1e-3, iterations: 20 },
  };
  const ofRows = momentsOf(algebra, x);
  return stepping(
    tf,
    startAt(algebra, splitting, { w: weights, b: biases }, rho),
    (state) => nextState(algebra, splitting, state, plan, ofRows),
    (state) => trainError(algebra, splitting, state),
  );
}

export function dlamCase(tf, rows) {
  const { x, y, weights, biases, centred } = problemOf(tf, rows);
  const math = tensorArithmetic(tf);
  const problem = {
    x,
    y,
    gram: tf.matMul(x, x, true),
    activations: ['relu', 'relu'],
    loss: 'cross-entropy',
    penalty: { type: 'weight-decay', weight: 1e-8 * rows },
    biases: true,
  };
  const rho = 0.5;
  const settings = {
    rho,
    epsilon: 0.02,
    nu: 1e-3 * rho,
    gamma: 2,
    mu: 1e-3 * rho,
    eta: 2,
    warm: true,
    outputTolerance: 1e-5,
  };
  return stepping(
    tf,
    startState(math, problem, weights, biases, 'label', { normal: centred }),
    (state) => sweep(math, problem, settings, state),
    (state) => energy(math, problem, state, rho),
  );
}
