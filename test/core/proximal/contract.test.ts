import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinPenalties, penalties } from '#relucent/core/proximal/index.js';
import type { AnyPenalty, Shape } from '#relucent/core/proximal/penalty.js';
import { createRandom } from '#relucent/core/random.js';
import { checkNames, checkRegularizer } from '#relucent/plugins/regularizer-check/check.js';
import { sampleParams } from '#relucent/plugins/regularizer-check/samples.js';
import type { Params } from '#relucent/plugins/regularizer-check/subject.js';
import { proximalCost } from '../../support/naive-prox.js';

/** Every built-in joins by being in the table; parameters that are no numbers are added here. */
const more: Readonly<Record<string, readonly Params[]>> = {
  tl1: [{ a: 0.01 }, { a: 100 }],
  'elastic-net': [{ mix: 0 }, { mix: 1 }],
  mcp: [{ knee: 3 }],
  scad: [{ knee: 2, a: 1.5 }],
  'group-l2': [{ groups: 'all' }, { groups: 'rows' }, { groups: [[0, 2], [1]] }],
  'sparse-group': [
    { mix: 0, groups: 'rows' },
    { mix: 1, groups: 'all' },
    { mix: 0.3, groups: [[2], [0, 1]] },
  ],
  box: [{ lower: 0.2, upper: 0.9 }],
};

const rows = [...builtinPenalties].map(([name, penalty]) => ({
  name,
  penalty,
  samples: [...sampleParams(penalty, createRandom(1, name)), ...(more[name] ?? [])],
}));

it('is a table of penalties by their names, each with a row of its own', () => {
  for (const [name, penalty] of Object.entries(penalties)) expect(penalty.name).toBe(name);
  expect(rows).toHaveLength(Object.keys(penalties).length);
  for (const { penalty } of rows) {
    expect(penalty.formula.length * penalty.reference.length).toBeGreaterThan(0);
    expect(penalty.naive).toBeDefined();
  }
});

describe.each(rows)('$name', ({ penalty, samples }) => {
  // A list of positions is for weights that have them.
  const general = samples.filter((params) => !Array.isArray((params as { groups?: unknown }).groups));

  it('passes what a plugin has to pass at registration', () => {
    const { rows: done, note } = checkRegularizer(penalty, { samples: general });
    expect(done.map(({ name }) => name)).toEqual(checkNames);
    expect(note).toContain('not a proof');
    for (const { verdict, trials, why } of done) {
      if (verdict === 'passed') expect(trials).toBeGreaterThan(0);
      else expect(why).toMatch(/./);
    }
    const skipped = done.filter(({ verdict }) => verdict === 'skipped').map(({ name }) => name);
    const expected = [
      ...(penalty.convex ? [] : ['convexity']),
      ...(penalty.degree === undefined ? ['degree'] : []),
      ...(penalty.structure === 'entries' ? [] : ['separability']),
      ...(penalty.gradient ? [] : ['gradient']),
      ...(penalty.structure === 'matrix' ? ['speed'] : []),
    ];
    expect(skipped).toEqual(expected);
  });

  it('its naive operator costs as much', () => {
    const cell = fc.oneof(fc.constantFrom(0, 0.7, -0.7), fc.double({ min: -4, max: 4, noNaN: true }));
    const shapes: Shape[] = [{ rows: 1, cols: 3 }, { rows: 3, cols: 2 }]; // biome-ignore format: one list
    const given = fc.constantFrom(...shapes).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        x: fc.array(cell, { minLength: shape.rows * shape.cols, maxLength: shape.rows * shape.cols }),
        step: fc.constantFrom(0.03, 0.3, 1, 2.5),
        params: fc.constantFrom(...samples),
      }),
    );
    fc.assert(
      fc.property(given, ({ shape, x, step, params }) => {
        const at = Float64Array.from(x);
        const cost = (y: Float64Array) => proximalCost((z) => penalty.value(z, params, shape), at, step, y);
        const { y, value } = penalty.prox(at, step, params, shape);
        const naive = penalty.naive!(at, step, params, shape);
        expect(value).toBeCloseTo(penalty.value(y, params, shape), 10);
        // A slow way may stop a little short, or a little outside of a set.
        const slack = 1e-6 * (1 + cost(y));
        if (Number.isFinite(cost(naive))) expect(cost(y)).toBeLessThanOrEqual(cost(naive) + slack);
        const off = penalty.convex ? Math.max(...y.map((each, i) => Math.abs(each - naive[i]!))) : 0;
        expect(off).toBeLessThan(2e-5 * (1 + Math.hypot(...x)));
      }),
      { numRuns: 25 },
    );
  });
});

it('refuses parameters that do not fit together', () => {
  const box: AnyPenalty = penalties.box;
  expect(() => box.check!({ lower: 1, upper: 0 }, '/regularizer/params')).toThrow(
    '/regularizer/params/upper',
  );
  const groups: AnyPenalty = penalties['group-l2'];
  expect(() => groups.check!({ groups: [[0, 1], [1]] }, '')).toThrow('/groups/1/0: 1 is in a group already');
});
