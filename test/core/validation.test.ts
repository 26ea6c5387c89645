import { describe, expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import { validate, validateDocument } from '#relucent/core/validation.js';

const moons = { relucent: 1, data: { source: 'generator', name: 'two-moons' } };

function errorsOf(value: unknown) {
  try {
    validateDocument(value);
  } catch (error) {
    if (error instanceof InputError) return error.errors;
    throw error;
  }
  throw new Error('expected an InputError');
}

describe('validateDocument', () => {
  it('fills in defaults on a copy', () => {
    const input = structuredClone(moons);
    const document = validateDocument(input);
    expect(document).toMatchObject({
      kind: 'spec',
      spec: {
        data: { n: 200, noise: 0.1, scale: 'none', bias: false },
        loss: { type: 'hinge', scale: 'mean' },
        regularizer: { type: 'weight-decay', weight: 1e-4 },
        solver: { name: 'auto', options: {} },
        limits: { seconds: 600 },
        seed: 0,
      },
    });
    expect(input).toEqual(moons);
  });

  it('tells specs and comparisons apart', () => {
    const document = validateDocument({ relucent: 1, compare: moons, solvers: [{ name: 'convex' }] });
    expect(document).toMatchObject({ kind: 'comparison', comparison: { repeats: 1 } });
  });

  it.each([
    ['an unknown field, with the nearest name', { ...moons, lss: {} }, '/lss', /did you mean "loss"/],
    [
      'an unknown tag, with the nearest name',
      { ...moons, data: { source: 'generator', name: 'two-mons' } },
      '/data/name',
      /did you mean "two-moons"/,
    ],
    ['a missing tag', { relucent: 1, data: {} }, '/data/source', /is required/],
    ['an unknown enum value', { ...moons, loss: { type: 'hinje' } }, '/loss/type', /did you mean "hinge"/],
    ['a wrong type', { ...moons, seed: 'x' }, '/seed', /must be integer, not "x"/],
    [
      'a number out of range',
      { ...moons, regularizer: { weight: -1 } },
      '/regularizer/weight',
      /must be > 0, not -1/,
    ],
    [
      'a choice of forms',
      { ...moons, loss: { scale: 'max' } },
      '/loss/scale',
      /fits none of the allowed forms/,
    ],
    [
      'two of a kind',
      { ...moons, threat: { radius: 1, radii: [1] } },
      '/threat',
      /exactly one of radius, radii/,
    ],
    [
      'infinity',
      { relucent: 1, data: { source: 'inline', x: [[Number.POSITIVE_INFINITY]], y: [1] } },
      '/data/x/0/0',
      /not Infinity/,
    ],
    ['NaN', { relucent: 1, data: { source: 'inline', x: [[Number.NaN]], y: [1] } }, '/data/x/0/0', /not NaN/],
    [
      'a field of another generator',
      { ...moons, data: { ...moons.data, turns: 2 } },
      '/data/turns',
      /unknown field/,
    ],
    [
      'a solver inside compare',
      { relucent: 1, compare: { ...moons, solver: {} }, solvers: [{}] },
      '/compare/solver',
      /unknown field/,
    ],
    [
      'an own __proto__ key',
      JSON.parse('{"relucent":1,"data":{"source":"generator","name":"two-moons"},"__proto__":{}}'),
      '/__proto__',
      /unknown field/,
    ],
    ['an array', [], '', /must be object/],
    ['null', null, '', /must be object/],
  ])('names %s', (_case, value, pointer, message) => {
    const errors = errorsOf(value);
    expect(errors.map((error) => error.pointer)).toContain(pointer);
    expect(errors.find((error) => error.pointer === pointer)!.message).toMatch(message);
  });

  it('reports every wrong field at once, each once', () => {
    const errors = errorsOf({
      ...moons,
      seed: 'x',
      loss: { type: 'y' },
      data: { ...moons.data, n: 0, nois: 1 },
    });
    expect(errors.map((error) => error.pointer).sort()).toEqual([
      '/data/n',
      '/data/nois',
      '/loss/type',
      '/seed',
    ]);
  });

  it('answers a large wrong document without collecting every error', () => {
    const x = Array.from({ length: 20_000 }, () => ['a', 'b', 'c']);
    expect(errorsOf({ relucent: 1, data: { source: 'inline', x, y: [1] } })).toHaveLength(1);
  });
});

describe('validate', () => {
  it('prefixes the pointer of nested options and lists what is allowed', () => {
    const check = () =>
      validate('solvers/convex.json', { patterns: { method: 'sampled' } }, '/solver/options');
    expect(check).toThrow(/\/solver\/options\/patterns: give exactly one of draws, distinct/);
  });
});
