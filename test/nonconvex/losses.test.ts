import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { losses } from '#relucent/core/losses/index.js';
import { attackSlopes, rowLoss } from '#relucent/core/losses/loss.js';
import { type Matrix, row, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { tensorLosses } from '#relucent/nonconvex/losses.js';
import { matrixTensor, type TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { normals } from '../core/sample-layers.js';
import { on } from './backends.js';

const names = Object.keys(losses) as (keyof typeof losses)[];

/** Outputs and targets of the kind the loss takes; some outputs far out, some rows without any hinge loss. */
function sample(name: keyof typeof losses, outputs: number): { f: Matrix; y: Matrix } {
  const random = createRandom(outputs, name);
  const rows = 12;
  const { targets } = losses[name];
  const y = normals(random, rows * outputs).map((value, i) => {
    if (targets === 'binary') return Math.sign(value);
    if (targets === 'real') return value;
    return i % outputs === Math.floor(i / outputs) % outputs ? 1 : 0;
  });
  const f = normals(random, rows * outputs, 2).map((v, i) =>
    i < outputs ? Math.fround(30 * y[i]!) : i < 2 * outputs ? Math.fround(-80 * y[i]!) : Math.fround(v),
  );
  const shape = { rows, cols: outputs };
  return { f: { ...shape, data: f }, y: { ...shape, data: y.map(Math.fround) } };
}

describe.each(['cpu', 'wasm'] as const)('losses on tensors, %s', (backend) => {
  const cases = names.flatMap((name) => [1, 3].map((outputs) => [name, outputs] as const));
  const possible = cases.filter(([name, outputs]) => outputs > 1 || losses[name].over === 'output');

  it.each(possible)('%s over %i outputs is the float64 one, with its slopes', async (name, outputs) => {
    const tf: TensorLibrary = await on(backend);
    const { f, y } = sample(name, outputs);
    const [f32, y32] = [matrixTensor(tf, f), matrixTensor(tf, y)];
    const loss = tensorLosses[name]!;
    const values = loss.value(tf, f32, y32);
    expect(values.shape).toEqual([12]);
    values.dataSync().forEach((value, k) => {
      const exact = rowLoss(losses[name], row(f, k), row(y, k));
      expect(Math.abs(value - exact)).toBeLessThan(1e-5 * (1 + exact));
    });

    const weights = tf.tensor1d(Float32Array.from(normals(createRandom(1), 12)));
    const pulled = tf.grad((at) => tf.sum(tf.mul(weights, loss.value(tf, at as Tensor2D, y32))))(f32);
    const slopes = tf.mul(tf.expandDims(weights as Tensor1D, 1), loss.slope(tf, f32, y32));
    expect(pulled.dataSync()).toEqual(slopes.dataSync());

    const h = 1e-6;
    loss
      .slope(tf, f32, y32)
      .dataSync()
      .forEach((slope, i) => {
        const at = (step: number) => {
          const k = Math.floor(i / outputs);
          const moved = row(f, k).slice();
          moved[i % outputs]! += step;
          return rowLoss(losses[name], moved, row(y, k));
        };
        expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 4);
      });
  });

  it.each(possible)('%s over %i outputs is attacked as in float64', async (name, outputs) => {
    const tf = await on(backend);
    const { f, y } = sample(name, outputs);
    const slopes = tensorLosses[name]!.attackSlope(tf, matrixTensor(tf, f), matrixTensor(tf, y)).dataSync();
    for (let k = 0; k < f.rows; k++) {
      const exact = attackSlopes(losses[name], row(f, k), row(y, k));
      exact.forEach((slope, i) => {
        const found = slopes[k * outputs + i]!;
        if (outputs === 1) expect(Math.sign(found)).toBe(Math.sign(slope));
        else expect(found).toBeCloseTo(slope, 5);
      });
    }
  });
});

it.each(
  names
    .flatMap((name) => [[name, 1] as const, [name, 3] as const])
    .filter(([name, outputs]) => outputs > 1 || losses[name].over === 'output'),
)('slopes and attack slopes are those in float64: %s, outputs %d', async (name, outputs) => {
  const tf = await on('wasm');
  const random = createRandom(4);
  const [f, y] = [zeros(40, outputs), zeros(40, outputs)];
  for (let i = 0; i < f.data.length; i++) {
    f.data[i] = 3 * random.normal();
    y.data[i] = name === 'cross-entropy' ? Number(i % 4 === 0) : random.sign();
  }
  // A row on which hinge is flat.
  for (let i = 0; i < outputs; i++) f.data[i] = 2 * y.data[i]!;
  const loss = losses[name];
  const tensors = [matrixTensor(tf, f), matrixTensor(tf, y)] as const;
  const slopes = tensorLosses[name]!.slope(tf, ...tensors).dataSync();
  const attack = tensorLosses[name]!.attackSlope(tf, ...tensors).dataSync();
  for (let k = 0; k < f.rows; k++) {
    const at = [row(f, k), row(y, k)] as const;
    const expected =
      loss.over === 'row' ? loss.slope(...at) : at[0].map((value, i) => loss.slope(value, at[1][i]!));
    const direction = attackSlopes(loss, ...at);
    for (let i = 0; i < outputs; i++) {
      expect(slopes[k * outputs + i]).toBeCloseTo(expected[i]!, 5);
      if (outputs === 1) expect(Math.sign(attack[k]!)).toBe(Math.sign(direction[0]!));
      else expect(attack[k * outputs + i]).toBeCloseTo(direction[i]!, 5);
    }
  }
});

it('cross-entropy keeps pushing a class that float32 holds for certain', async () => {
  const tf = await on('wasm');
  const slopes = tensorLosses['cross-entropy']!.slope(
    tf,
    tf.tensor2d([[30, 0]]),
    tf.tensor2d([[1, 0]]),
  ).dataSync();
  expect(slopes[0]! / -Math.exp(-30)).toBeCloseTo(1, 3);
  expect(slopes[1]! / Math.exp(-30)).toBeCloseTo(1, 3);
});
