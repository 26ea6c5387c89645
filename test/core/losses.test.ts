import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from '#relucent/core/losses/cross-entropy.js';
import { hinge } from '#relucent/core/losses/hinge.js';
import { logistic } from '#relucent/core/losses/logistic.js';
import { attackSlopes, type Loss, rowLoss, worstOver } from '#relucent/core/losses/loss.js';
import { squared } from '#relucent/core/losses/squared.js';

const oneHot = (own: number, outputs: number) =>
  Float64Array.from({ length: outputs }, (_, i) => (i === own ? 1 : 0));

describe('cross-entropy', () => {
  it('is log K where all outputs are equal, and the logistic loss of the difference with two', () => {
    for (const outputs of [2, 3, 10]) {
      expect(crossEntropy.value(new Float64Array(outputs).fill(5), oneHot(1, outputs))).toBeCloseTo(
        Math.log(outputs),
        12,
      );
    }
    for (const [a, b] of [[1, -2], [0.3, 0.4], [-7, 2]] as const) {
      expect(crossEntropy.value(Float64Array.of(a, b), oneHot(0, 2))).toBeCloseTo(logistic.value(a - b, 1), 12);
    } // biome-ignore format: one line
  });

  it('has the slope of its value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 6 }),
        fc.nat(),
        (values, pick) => {
          const f = Float64Array.from(values);
          const y = oneHot(pick % f.length, f.length);
          const h = 1e-6;
          crossEntropy.slope(f, y).forEach((slope, i) => {
            const at = (step: number) => crossEntropy.value(f.with(i, f[i]! + step), y);
            expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 7);
          });
        },
      ),
    );
  });

  it('stays finite far out', () => {
    const f = Float64Array.of(1e6, -1e6, 800);
    expect(crossEntropy.value(f, oneHot(0, 3))).toBe(0);
    expect(crossEntropy.value(f, oneHot(1, 3))).toBe(2e6);
    expect([...crossEntropy.slope(f, oneHot(1, 3))]).toEqual([1, -1, 0]);
  });
});

describe.each([hinge, squared, logistic] as const)('$name', (loss: Loss) => {
  it('has the slope of its value, and is largest at an end', () => {
    const h = 1e-6;
    for (const f of [-3, -0.7, 0.2, 0.9, 1.4, 6]) {
      for (const y of [-1, 1]) {
        expect(loss.slope(f, y)).toBeCloseTo((loss.value(f + h, y) - loss.value(f - h, y)) / (2 * h), 8);
        const inside = Array.from({ length: 21 }, (_, i) => loss.value(f + i / 10, y));
        expect(worstOver(loss, f, f + 2, y)).toBe(Math.max(...inside));
      }
    }
  });

  it('stays finite far out, and is summed over the outputs', () => {
    expect(Number.isFinite(loss.value(1e6, -1)) && Number.isFinite(loss.slope(1e6, -1))).toBe(true);
    const [f, y] = [Float64Array.of(0.3, -2, 1), Float64Array.of(1, 1, -1)];
    const sum = loss.value(0.3, 1) + loss.value(-2, 1) + loss.value(1, -1);
    expect(rowLoss(loss, f, y)).toBeCloseTo(sum, 12);
  });
});

describe('attackSlopes', () => {
  it('of one output: the sign that raises the loss, also where the hinge is flat', () => {
    for (const f of [-4, 0, 1, 4]) {
      expect([...attackSlopes(hinge, Float64Array.of(f), Float64Array.of(1))]).toEqual([-1]);
      expect([...attackSlopes(logistic, Float64Array.of(f), Float64Array.of(-1))]).toEqual([1]);
    }
    expect([...attackSlopes(squared, Float64Array.of(3), Float64Array.of(3))]).toEqual([0]);
    expect([...attackSlopes(squared, Float64Array.of(3.5), Float64Array.of(3))]).toEqual([1]);
  });

  it('of several outputs: the gradient, and the leaky one only where all of it is flat', () => {
    const y = Float64Array.of(1, -1, -1);
    expect([...attackSlopes(hinge, Float64Array.of(0.5, -3, 2), y)]).toEqual([-1, 0, 1]);
    expect([...attackSlopes(hinge, Float64Array.of(2, -3, -2), y)]).toEqual([-1, 1, 1]);
    const [f, target] = [Float64Array.of(2, 0.25, -1), Float64Array.of(1, 0, 0)];
    expect([...attackSlopes(squared, f, target)]).toEqual([1, 0.25, -1]);
    expect(attackSlopes(crossEntropy, f, target)).toEqual(crossEntropy.slope(f, target));
  });
});
