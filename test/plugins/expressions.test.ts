import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileEntries } from '#relucent/core/expressions/compile.js';
import { parseExpression } from '#relucent/core/expressions/parse.js';
import { penaltyFromExpression } from '#relucent/core/proximal/from-expression.js';
import { penalties } from '#relucent/core/proximal/index.js';
import type { AnyPenalty } from '#relucent/core/proximal/penalty.js';
import { checkRegularizer } from '#relucent/plugins/regularizer-check/check.js';

const compiled = (text: string, params: Record<string, number> = {}) => {
  const names = Object.keys(params);
  const factory = compileEntries({ value: parseExpression(text, ['x', ...names], '/value'), params: names });
  return factory(Float64Array.from(Object.values(params)));
};

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3 ^ 2', 19],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ** -1', 0.5],
    ['x > 0 && x < 1 || x == 5 ? 10 : 20', 10],
    ['!(x > 0) ? 1 : x < 1 ? 2 : 3', 2],
    ['min(x, 2) - max(x, .25) + 1.5e1', 15],
    ['abs(-3) * sign(-x) * sqrt(4)', -6],
    ['log(e) + cos(pi) + atan(tanh(0))', 0],
    ['8 / 4 / 2 - 1 - 1', -1],
  ])('%s is %d at x = 1/2', (text, expected) => {
    expect(compiled(text).value(0.5)).toBeCloseTo(expected, 14);
  });

  it.each([
    ['x +', 'at character 4: expected a number, a name or "(", not the end'],
    ['x y', 'at character 3: expected the end, not "y"'],
    ['abs(x', 'at character 6: expected ")" to close abs('],
    ['abs(x, 1)', 'at character 1: abs takes 1 numbers, not 2'],
    ['aps(x)', 'at character 1: "aps" is not known; did you mean "abs"?'],
    ['constructor', 'at character 1: "constructor" is not known'],
    ['x.constructor', 'at character 2: "." is no part of an expression'],
    ['x["a"]', 'at character 2: "[" is no part of an expression'],
    ['x; process.exit()', 'at character 2: ";" is no part of an expression'],
    ['`x`', 'at character 1: "`" is no part of an expression'],
    ['x > 0', 'expected a number as the whole, not a condition'],
    ['x ? 1 : 2', 'expected a condition before "?"'],
    ['(x > 0) + 1', 'expected a number before "+", not a condition'],
    ['1e999 * x', '1e999 is too large a number'],
    ['', 'expected a number'],
    [`${'('.repeat(100)}x${')'.repeat(100)}`, 'is nested more than 60 levels deep'],
    [`${'-'.repeat(1000)}x`, 'is nested more than 60 levels deep'],
    [`x${' + x'.repeat(450)}`, 'has more than 400 numbers, names and operations'],
    ['x'.repeat(3000), 'may have 2000 characters at most, not 3000'],
  ])('%j is refused with its place', (text, message) => {
    expect(() => parseExpression(text, ['x'], '/value')).toThrow(message);
  });

  it('has the derivative that differences have', () => {
    const texts = [
      'x^3 - 2*x^2 / (1 + x^2)',
      'a^x + x^a',
      'exp(-x) * sin(2*x) + cos(x) * log(1 + x^2)',
      'min(x^2, 3*x) + max(x, 1/x) - abs(x - a)',
      'sqrt(1 + x) + cbrt(x) + expm1(x) + log1p(x) + tanh(x) + atan(x)',
      'acos(x/9) + asin(x/9) + sign(x)',
      'x < a ? x^2 : (2*a*x - a^2)',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.double({ min: 0.1, max: 4, noNaN: true }), (text, x) => {
        const { value, slope } = compiled(text, { a: 1.7 });
        const difference = (value(x + 1e-6) - value(x - 1e-6)) / 2e-6;
        const kink = [1.7, 3, 1].some((place) => Math.abs(x - place) < 1e-4);
        if (!kink) expect(slope(x)).toBeCloseTo(difference, 4);
      }),
    );
  });

  it('sums over arrays as over single entries', () => {
    const { value, sum } = compiled('log(1 + abs(x) / a)', { a: 0.1 });
    const x = Float64Array.of(-1, 0, 0.5, 3);
    expect(sum(x)).toBeCloseTo(
      x.reduce((total, each) => total + value(each), 0),
      14,
    );
  });
});

const positive = (value: number) => ({ type: 'number' as const, default: value, exclusiveMinimum: 0 });
const definition = (value: string, more: object = {}) => ({
  name: 'mine',
  value,
  prox: 'numeric',
  params: {},
  convex: false,
  ...more,
});

/** Penalties that come with Relucent, written as expressions. */
const twins: readonly [string, AnyPenalty, object, AnyPenalty][] = [
  ['l1', penalties.l1, {}, penaltyFromExpression(definition('abs(x)'))],
  ['l0', penalties.l0, {}, penaltyFromExpression(definition('x != 0 ? 1 : 0'))],
  ['l-half', penalties['l-half'], {}, penaltyFromExpression(definition('sqrt(abs(x))'))],
  [
    'tl1',
    penalties.tl1,
    { a: 0.7 },
    penaltyFromExpression(definition('(a + 1) * abs(x) / (a + abs(x))', { params: { a: positive(1) } })),
  ],
  [
    'mcp',
    penalties.mcp,
    { knee: 0.4 },
    penaltyFromExpression(
      definition('abs(x) < knee ? abs(x) - x^2 / (2 * knee) : knee / 2', { params: { knee: positive(0.3) } }),
    ),
  ],
  [
    'scad',
    penalties.scad,
    { knee: 0.3, a: 3 },
    penaltyFromExpression(
      definition(
        'abs(x) <= knee ? abs(x) : abs(x) <= a * knee ? (2 * a * knee * abs(x) - x^2 - knee^2) / (2 * (a - 1) * knee) : (a + 1) * knee / 2',
        { params: { knee: positive(0.1), a: { type: 'number', default: 3.7, exclusiveMinimum: 1 } } },
      ),
    ),
  ],
];

describe.each(twins)('the numeric operator of %s', (_name, own, params, expression) => {
  it.each([3, 6000])('costs as little as the closed form on %d entries', (length) => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.01, 0.2, 0.5, 1, 4),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 1000 }),
        (step, size, seed) => {
          const x = Float64Array.from({ length }, (_, i) => size * Math.sin(seed + 1.7 * i) * (i % 5));
          const shape = { rows: 1, cols: length };
          const [found, closed] = [expression, own].map((penalty) => penalty.prox(x, step, params, shape).y);
          found!.forEach((y, i) => {
            const cost = (z: number) =>
              step * own.value(Float64Array.of(z), params, shape) + (z - x[i]!) ** 2 / 2;
            expect(cost(y)).toBeLessThanOrEqual(cost(closed![i]!) + 1e-11 * (1 + x[i]! ** 2));
          });
        },
      ),
      { numRuns: length > 100 ? 5 : 60 },
    );
  });
});

it('0 is exact where the operator leaves nothing, and results keep their digits', () => {
  const logSum = penaltyFromExpression(definition('log(1 + abs(x) / a)', { params: { a: positive(0.1) } }));
  const x = Float64Array.of(0, 1e-12, -0.05, 0.2, -0.9, 3);
  const { y } = logSum.prox(x, 0.02, { a: 0.1 }, { rows: 1, cols: 6 });
  expect([...y.subarray(0, 3)]).toEqual([0, 0, 0]);
  for (const [i, each] of [...y].entries()) {
    // y - x + step / (a + |y|) sign(y) = 0 is a quadratic.
    const size = Math.abs(x[i]!);
    const root = (size - 0.1 + Math.sqrt((size + 0.1) ** 2 - 4 * 0.02)) / 2;
    if (each !== 0) expect(Math.abs(each)).toBeCloseTo(root, 13);
  }
});

it('parameters have names of their own and defaults in their ranges', () => {
  const make = (params: object) => () => penaltyFromExpression(definition('abs(x)', { params }));
  expect(make({ step: positive(1), abs: positive(1) })).toThrow(/\/params\/step.*\n\/params\/abs/);
  expect(make({ a: { type: 'number', default: 0, exclusiveMinimum: 0 } })).toThrow(
    '/params/a/default: 0 is outside its own range',
  );
});

it('a penalty that is not even passes with its own minimum', () => {
  const asymmetric = penaltyFromExpression(definition('max(0, x) + 3 * max(0, -x - 1)', { convex: true }));
  expect(checkRegularizer(asymmetric).rows.every(({ verdict, why }) => verdict === 'passed' || why)).toBe(
    true,
  );
});
