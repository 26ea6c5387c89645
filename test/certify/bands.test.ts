import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingOf } from '#relucent/certify/pieces/bands/index.js';
import { type ActivationSpec, activationOf } from '#relucent/core/activations.js';

const activations: readonly ActivationSpec[] = [
  'relu',
  'relu6',
  'softplus',
  'sigmoid',
  'tanh',
  { name: 'leaky-relu', slope: 0.2 },
];

const ends = fc
  .tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(1e-9, 1e-3, 1, 10, 50, 1e3),
    fc.constantFrom(0, 1e-12, 1e-3, 1, 10, 1e3),
  )
  .map(([place, width, scale, length]) => {
    const low = place * scale;
    return [low, low + width * length] as const;
  });

describe.each(activations.map((spec) => [typeof spec === 'string' ? spec : spec.name, spec] as const))(
  'bounds on %s',
  (_name, spec) => {
    const { value } = activationOf(spec);
    const { range, band } = boundingOf(spec);

    it('hold at points of the interval, without any tolerance', () => {
      fc.assert(
        fc.property(
          ends,
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
          ([low, high], places) => {
            const [least, most] = range(low, high);
            const { lower, upper } = band(low, high);
            const inside = [low, high, 0, 6, (low + high) / 2, ...places.map((t) => low + t * (high - low))];
            for (const z of inside.filter((z) => z >= low && z <= high)) {
              const phi = value(z);
              expect(phi).toBeGreaterThanOrEqual(least);
              expect(phi).toBeLessThanOrEqual(most);
              // The lines are exact numbers: what a product and a sum round is not theirs.
              const rounding = Number.EPSILON * (Math.abs(lower.slope * z) + Math.abs(lower.shift));
              expect(lower.slope * z + lower.shift).toBeLessThanOrEqual(phi + rounding);
              expect(upper.slope * z + upper.shift).toBeGreaterThanOrEqual(
                phi - Number.EPSILON * (Math.abs(upper.slope * z) + Math.abs(upper.shift)),
              );
            }
          },
        ),
        { numRuns: 600, seed: 3 },
      );
    });

    it('close in on the function where the interval is short', () => {
      for (const z of [-8, -1.3, -0.1, 0.4, 2, 5.9, 7]) {
        for (const width of [1e-1, 1e-3, 1e-6]) {
          const [low, high] = [z - width / 2, z + width / 2];
          const { lower, upper } = band(low, high);
          for (const at of [low, z, high]) {
            expect(Math.abs(upper.slope * at + upper.shift - value(at))).toBeLessThan(width ** 2 + 1e-12);
            expect(Math.abs(lower.slope * at + lower.shift - value(at))).toBeLessThan(width ** 2 + 1e-12);
          }
        }
      }
    });

    it('touch the function: no line of the same slope is closer', () => {
      for (const [low, high] of [
        [-1, 2],
        [-3, 0.5],
        [-0.2, 8],
        [1, 7],
        [-9, -2],
      ] as const) {
        const { lower, upper } = band(low, high);
        const grid = Array.from({ length: 40001 }, (_, i) => low + ((high - low) * i) / 40000);
        const above = Math.min(...grid.map((z) => upper.slope * z + upper.shift - value(z)));
        const below = Math.min(...grid.map((z) => value(z) - lower.slope * z - lower.shift));
        expect(above).toBeLessThan(1e-7);
        expect(below).toBeLessThan(1e-7);
      }
    });
  },
);
