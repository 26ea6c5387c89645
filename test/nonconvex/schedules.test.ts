import { describe, expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import type { ScheduleSpec } from '#relucent/core/generated/documents.js';
import { validate } from '#relucent/core/validation.js';
import { rateFactor } from '#relucent/nonconvex/schedules.js';

/** Factors at the start of each of 8 epochs of one step. */
const factors = (schedule: ScheduleSpec) =>
  Array.from({ length: 8 }, (_, epoch) => rateFactor(schedule, { epoch, share: epoch / 8 }));

describe('rateFactor', () => {
  it.each([
    ['constant', () => 1],
    [{ type: 'constant' }, () => 1],
    ['cosine', (epoch: number) => Math.cos((Math.PI * epoch) / 16) ** 2],
    [{ type: 'cosine' }, (epoch: number) => Math.cos((Math.PI * epoch) / 16) ** 2],
    [{ type: 'step', every: 3, factor: 0.1 }, (epoch: number) => [1, 0.1, 0.01][Math.trunc(epoch / 3)]!],
    [{ type: 'multiplicative', factor: 0.5 }, (epoch: number) => 1 / 2 ** epoch],
  ] as const)('%o', (schedule, expected) => {
    factors(schedule).forEach((factor, epoch) => {
      expect(factor).toBeCloseTo(expected(epoch), 12);
    });
  });
});

describe('the option schedule', () => {
  const check = (schedule: unknown) => validate('solvers/gradient.json', { schedule });

  it('takes names and objects', () => {
    for (const schedule of [
      'constant',
      'cosine',
      { type: 'cosine' },
      { type: 'step', every: 5, factor: 0.5 },
    ]) {
      expect(check(schedule)).toMatchObject({ schedule });
    }
  });

  it.each([
    'step',
    { type: 'step' },
    { type: 'step', every: 0, factor: 0.5 },
    { type: 'step', every: 5, factor: 2 },
    { type: 'multiplicative', factor: 0.9, every: 2 },
    { type: 'linear' },
    {},
  ])('refuses %o', (schedule) => {
    expect(() => check(schedule)).toThrow(InputError);
    expect(() => check(schedule)).toThrow('/schedule');
  });
});
