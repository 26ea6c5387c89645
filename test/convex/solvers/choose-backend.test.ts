import { describe, expect, it } from 'vitest';
import { chooseBackend, chooseForProgram } from '#relucent/convex/solvers/choose-backend.js';
import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { highs } from '#relucent/convex/solvers/highs/index.js';
import { scs } from '#relucent/convex/solvers/scs.js';

const solvers = [clarabel, highs, scs];
const shape = { rows: 100, cols: 50, nonzeros: 1000, secondOrder: 0, quadratic: false, exponential: false };

describe('the solver of a program', () => {
  it('is HiGHS for a small linear program, Clarabel for large ones, cones and quadratic objectives', () => {
    expect(chooseForProgram(shape, solvers).solver).toBe(highs);
    expect(chooseForProgram({ ...shape, secondOrder: 3 }, solvers).solver).toBe(clarabel);
    expect(chooseForProgram({ ...shape, quadratic: true }, solvers).solver).toBe(clarabel);
    expect(chooseForProgram({ ...shape, exponential: true }, solvers).solver).toBe(clarabel);
    expect(chooseForProgram({ ...shape, nonzeros: 20_001 }, solvers).solver).toBe(clarabel);
  });

  it('comes with the reason', () => {
    expect(chooseForProgram(shape, solvers).why).toMatch(/linear program/);
    expect(chooseForProgram({ ...shape, nonzeros: 20_001 }, solvers).why).toMatch(/^a linear program/);
    expect(chooseForProgram({ ...shape, exponential: true }, solvers).why).toMatch(/^exponential cones/);
    expect(chooseForProgram({ ...shape, secondOrder: 3 }, solvers).why).toMatch(/3 second-order cones/);
    expect(chooseForProgram({ ...shape, secondOrder: 3, nonzeros: 2e7 }, solvers).why).toMatch(
      /20,000,000 nonzeros, more than/,
    );
  });

  it('is what there is where neither is registered', () => {
    expect(chooseForProgram(shape, [scs]).solver).toBe(scs);
    expect(chooseForProgram(shape, [clarabel]).solver).toBe(clarabel);
  });
});

describe('a solver by name', () => {
  it('is found, or refused with the names there are', () => {
    const cones = { ...shape, secondOrder: 3 };
    expect(chooseBackend('scs', solvers, cones, '/backend')).toEqual({
      solver: scs,
      why: 'asked for by name',
    });
    expect(chooseBackend('auto', solvers, cones, '/backend').solver).toBe(clarabel);
    const logistic = { ...cones, exponential: true };
    expect(chooseBackend('auto', solvers, logistic, '/backend').solver).toBe(clarabel);
    expect(() => chooseBackend('highs', solvers, logistic, '/backend')).toThrow(/no exponential cones/);
    expect(() => chooseBackend('clarabell', solvers, cones, '/backend')).toThrow(/did you mean "clarabel"/i);
  });
});
