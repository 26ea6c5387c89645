import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputRange } from '#relucent/certify/output-range.js';
import { fromRows } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { reluValues } from '#relucent/core/relu-network.js';
import { randomRelu, reluFrom } from '../support/networks.js';

/** All corners of the box, and random points inside it. */
function boxPoints(point: Float64Array, radii: Float64Array, seed: number): number[][] {
  const d = point.length;
  const random = createRandom(seed, 'points');
  const corners = Array.from({ length: 2 ** d }, (_, mask) =>
    Array.from(point, (value, j) => value + (mask & (1 << j) ? radii[j]! : -radii[j]!)),
  );
  const inside = Array.from({ length: 50 }, () =>
    Array.from(point, (value, j) => value + radii[j]! * (2 * random.uniform() - 1)),
  );
  return [...corners, ...inside];
}

describe('outputRange', () => {
  it('contains f at every corner and inside, and is exact where no neuron is unstable', () => {
    let exactCases = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (seed, m, d, radius) => {
          const network = randomRelu(createRandom(seed, 'network'), m, d);
          const random = createRandom(seed, 'point');
          const point = Float64Array.from({ length: d }, () => random.normal());
          const radii = Float64Array.from({ length: d }, (_, j) => (j === 0 ? 0 : radius));
          const range = outputRange(network, point, radii);
          const values = reluValues(network, fromRows(boxPoints(point, radii, seed)));
          const low = Math.min(...values);
          const high = Math.max(...values);
          const margin = 1e-12 * (1 + Math.abs(low) + Math.abs(high));
          expect(range.low).toBeLessThanOrEqual(low + margin);
          expect(range.high).toBeGreaterThanOrEqual(high - margin);
          if (range.exact) {
            exactCases++;
            expect(Math.abs(range.low - low)).toBeLessThanOrEqual(margin);
            expect(Math.abs(range.high - high)).toBeLessThanOrEqual(margin);
          }
        },
      ),
      { numRuns: 400, seed: 1 },
    );
    expect(exactCases).toBeGreaterThan(20);
  });

  it('relaxes one unstable neuron by its chord from above and touches it from below', () => {
    // f = relu(x) on [-1, 3]: the range is [0, 3] exactly, although the neuron is unstable.
    const network = reluFrom([[1]], [1]);
    const range = outputRange(network, Float64Array.of(1), Float64Array.of(2));
    expect(range).toEqual({ low: 0, high: 3, exact: false });
  });
});
