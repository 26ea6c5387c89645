import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dualNorm } from '#relucent/certify/check/dual-norms.js';
import { normBlock } from '#relucent/convex/norms/index.js';
import type { GroupNormSpec } from '#relucent/core/generated/documents.js';
import { dot } from '#relucent/core/matrix.js';
import { groupNorm } from '#relucent/core/norms/index.js';

const specs = fc.oneof(
  fc.constantFrom<GroupNormSpec>({ norm: 'l1' }, { norm: 'l2' }, { norm: 'linf' }),
  fc.double({ min: 0, max: 1, noNaN: true }).map((mix): GroupNormSpec => ({ norm: 'elastic', mix })),
  fc.constantFrom<GroupNormSpec>(
    { norm: 'elastic', mix: 0 },
    { norm: 'elastic', mix: 1 },
    { norm: 'elastic', mix: 1 - 1e-9 },
    { norm: 'elastic', mix: 1e-9 },
  ),
);
const entry = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -3000, max: 3000 }).map((v) => v / 1000),
);
const vectors = (size: number) =>
  fc.array(entry, { minLength: size, maxLength: size }).map((values) => Float64Array.from(values));
const pair = fc.integer({ min: 1, max: 6 }).chain((size) => fc.tuple(vectors(size), vectors(size)));
const norm = (spec: GroupNormSpec) => groupNorm(spec);
const combined = (a: Float64Array, factor: number, b: Float64Array) => a.map((v, j) => v + factor * b[j]!);

describe('norms of neurons', () => {
  it('are norms with subgradients below them', () => {
    fc.assert(
      fc.property(specs, pair, (spec, [u, v]) => {
        const { value, subgradient } = norm(spec);
        expect(value(combined(u, 1, v))).toBeLessThanOrEqual(value(u) + value(v) + 1e-12);
        expect(value(combined(u, -3, u))).toBeCloseTo(2 * value(u), 10);
        if (u.every((entry) => entry === 0)) return;
        const below = value(u) + dot(subgradient(u), combined(v, -1, u));
        expect(below).toBeLessThanOrEqual(value(v) + 1e-12);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('have the operators of their definition: v - p is step times a subgradient at p', () => {
    const steps = fc.constantFrom(0, 1e-3, 0.5, 2);
    fc.assert(
      fc.property(specs, pair, steps, (spec, [v], step) => {
        const { value, prox } = norm(spec);
        const p = new Float64Array(v.length);
        prox(v, step, p);
        const taken = combined(v, -1, p);
        const scale = 1 + value(v);
        expect(normBlock(norm(spec)).dual(taken)).toBeLessThanOrEqual(step + 1e-12 * scale);
        expect(Math.abs(dot(taken, p) - step * value(p))).toBeLessThanOrEqual(1e-12 * scale ** 2);
        const inPlace = v.slice();
        prox(inPlace, step, inPlace);
        expect(inPlace).toEqual(p);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  it('h.u <= N(u) N*(h), for the dual norms of trainer and checker, which agree', () => {
    fc.assert(
      fc.property(specs, pair, (spec, [u, h]) => {
        const dual = normBlock(norm(spec)).dual(h);
        expect(dot(h, u)).toBeLessThanOrEqual(norm(spec).value(u) * dual * (1 + 1e-13) + 1e-300);
        expect(Math.abs(dual - dualNorm(spec)(h))).toBeLessThanOrEqual(1e-13 * dual);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it('some direction of the plane attains N*(h)', () => {
    fc.assert(
      fc.property(specs, vectors(2), (spec, h) => {
        let largest = 0;
        for (let step = 0; step < 4000; step++) {
          const angle = (step * Math.PI) / 2000;
          const u = Float64Array.of(Math.cos(angle), Math.sin(angle));
          largest = Math.max(largest, dot(h, u) / norm(spec).value(u));
        }
        const dual = normBlock(norm(spec)).dual(h);
        expect(largest).toBeGreaterThanOrEqual(dual * (1 - 1e-3));
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});
