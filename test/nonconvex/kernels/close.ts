import { expect } from 'vitest';

/** Every entry within `tolerance` of the expected one, relative to the largest of them (and at least to 1). */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = '',
): void {
  expect(actual.length, what).toBe(expected.length);
  let largest = 1;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i]! - expected[i]!) <= tolerance * largest))
      expect.fail(`${what}, entry ${i}: ${actual[i]}, expected ${expected[i]}`);
  }
}
