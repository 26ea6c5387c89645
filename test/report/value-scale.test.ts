import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, textWidth } from '#relucent/report/figures/fit-text.js';
import { thin } from '#relucent/report/figures/thin.js';
import { spansDecades, valueScale } from '#relucent/report/figures/value-scale.js';

describe('value scale', () => {
  it('is affine, or affine in the logarithm, with 4 % of room', () => {
    const linear = valueScale([1, 3], [0, 108], false);
    expect([1, 2, 3].map((v) => linear.at(v))).toEqual([4, 54, 104].map((v) => expect.closeTo(v, 9)));
    const log = valueScale([1, 10_000], [0, 108], true);
    expect([1, 100, 10_000].map((v) => log.at(v))).toEqual([4, 54, 104].map((v) => expect.closeTo(v, 9)));
    expect(log.logarithmic).toBe(true);
    expect(valueScale([0, 1], [0, 1], true).logarithmic).toBe(false);
  });

  it('keeps order, range and readable ticks for any values', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(values, fc.boolean(), (list, logarithmic) => {
        const scale = valueScale(list, [3, 97], logarithmic);
        const placed = list.toSorted((a, b) => a - b).map((value) => scale.at(value));
        expect(placed.every((at) => at >= 3 - 1e-9 && at <= 97 + 1e-9)).toBe(true);
        expect(placed.every((at, i) => i === 0 || at >= placed[i - 1]! - 1e-9)).toBe(true);
        expect(scale.ticks.length).toBeLessThanOrEqual(10);
        for (const tick of scale.ticks)
          expect(`${scale.at(tick.value)} ${tick.label}`).not.toMatch(/NaN|Inf|undef/);
      }),
      { numRuns: 300 },
    );
  });

  it('goes logarithmic beyond a factor of 30, and only for positive values', () => {
    expect(spansDecades([1, 30])).toBe(false);
    expect(spansDecades([1, 31])).toBe(true);
    expect(spansDecades([0, 31])).toBe(false);
    expect(spansDecades([-1, 31])).toBe(false);
  });
});

describe('thinning', () => {
  it('keeps the ends, the extremes and the order within its count', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x === 777 ? -5 : Math.sin(x) }));
    const kept = thin(points, 50);
    expect(kept.length).toBeLessThanOrEqual(52);
    expect(kept[0]).toBe(points[0]);
    expect(kept.at(-1)).toBe(points.at(-1));
    expect(kept).toContain(points[777]);
    expect(kept.every((point, i) => i === 0 || point.x > kept[i - 1]!.x)).toBe(true);
    expect(thin(points.slice(0, 50), 50)).toHaveLength(50);
  });
});

describe('fitting text', () => {
  it('shortens only what is too wide', () => {
    expect(fitText('gd-pgd', 15)).toBe('gd-pgd');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const fitted = fitText(text, 10);
        expect(textWidth(fitted)).toBeLessThanOrEqual(10);
        expect(fitted === text || fitted.endsWith('…')).toBe(true);
      }),
    );
  });
});
