import { expect, it } from 'vitest';
import { losses } from '#relucent/core/losses/index.js';
import { attackSlopes } from '#relucent/core/losses/loss.js';
import { row, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { tensorLosses } from '#relucent/nonconvex/losses.js';
import { matrixTensor } from '#relucent/nonconvex/tensors.js';
import { on } from './backends.js';

const names = ['hinge', 'squared', 'logistic', 'cross-entropy'] as const;

it.each(
  names
    .flatMap((name) => [[name, 1] as const, [name, 3] as const])
    .filter(([name, k]) => k > 1 || name !== 'cross-entropy'),
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
