import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanAndSd, numeral, percent, seconds, short, significant } from '#relucent/report/numbers.js';

describe('numbers', () => {
  it('shows four significant digits', () => {
    expect([0.33055551, 12.5, 1234.4, 0, -0.5, 3].map((v) => significant(v))).toEqual([
      '0.3306',
      '12.50',
      '1234',
      '0',
      '−0.5000',
      '3.000',
    ]);
    expect(significant(0.0000314159)).toBe('3.142 × 10⁻⁵');
    expect(significant(9999.6)).toBe('1.000 × 10⁴');
    expect(significant(-123456)).toBe('−1.235 × 10⁵');
  });

  it('reads back to the value within half a unit of the fourth digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e200, max: 1e200, noNaN: true }), (value) => {
        fc.pre(Math.abs(value) > 1e-200);
        expect(Math.abs(readBack(significant(value)) / value - 1)).toBeLessThanOrEqual(5.0001e-4);
        expect(Math.abs(readBack(short(value)) / value - 1)).toBeLessThanOrEqual(5.0001e-6);
      }),
    );
  });

  it('keeps settings short', () => {
    expect([0.05, 200, 1e-5, 2e-5, 1e6, 0, 0.1 + 0.2].map(short)).toEqual([
      '0.05',
      '200',
      '10⁻⁵',
      '2 × 10⁻⁵',
      '10⁶',
      '0',
      '0.3',
    ]);
  });

  it('shows shares and seconds', () => {
    expect([0.98333, 1, 0].map(percent)).toEqual(['98.33', '100', '0.00']);
    expect([0.001, 0, 1.234, 123.4].map(seconds)).toEqual(['< 0.01', '0.00', '1.23', '123']);
  });

  it('keeps the full value in the title, and a dash for what is no number', () => {
    expect(numeral(0.33055551).source).toBe('<span title="0.33055551">0.3306</span>');
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, null, undefined]) {
      expect(numeral(value).source).toBe('<span class="absent" title="no value">–</span>');
    }
    expect(meanAndSd({ mean: 0.5, sd: 0.0123, min: 0.4, max: 0.6 }).source).toBe(
      '<span title="mean 0.5, sd 0.0123, least 0.4, greatest 0.6">0.5000 ± 0.012</span>',
    );
  });
});

/** "−1.235 × 10⁵" as a number. */
function readBack(text: string): number {
  const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const plain = text
    .replace(/(?:^| × )10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/, (power) => (power.startsWith(' ') ? 'e' : '1e'))
    .replaceAll('−', '-')
    .replace('⁻', '-')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(superscripts.indexOf(digit)));
  return Number(plain);
}
