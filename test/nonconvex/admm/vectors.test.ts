import { describe, expect, it } from 'vitest';
import { fromRows, type Matrix } from '#relucent/core/matrix.js';
import type { AdmmProblem } from '#relucent/nonconvex/admm/split.js';
import { startFrom } from '#relucent/nonconvex/admm/starts.js';
import { sweep } from '#relucent/nonconvex/admm/sweep.js';
import { weightSolver } from '#relucent/nonconvex/admm/weight-step.js';
import { readShared } from '../../support/problems.js';
import { float64, transposed } from '../splitting/float64.js';

type Rows = number[][];
interface Reference {
  groups: {
    admm_taylor: {
      input: { X: Rows; Y: Rows; a: Rows[]; z: Rows[] };
      sweeps: { W: Rows[]; a: Rows[]; z: Rows[]; lam: Rows }[];
      tol: number;
    };
  };
}
const reference = readShared<Reference>('vectors/splitting.json')?.groups.admm_taylor;
const columns = (rows: Rows) => transposed(fromRows(rows));

describe.skipIf(!reference)('the reference values', () => {
  it('sweeps with the hinge loss', () => {
    const { input, sweeps, tol } = reference!;
    const x = columns(input.X);
    const y = columns(input.Y);
    const settings = { beta: 1, gamma: 10, multiplierAfter: 1 };
    const problem: AdmmProblem<Matrix> = {
      x,
      firstSolver: weightSolver(float64, x, { decay: 0, beta: 1, biases: false }),
      activations: ['relu', 'relu'],
      loss: { type: 'hinge', sign: float64.sub(float64.mul(2, y), 1), kink: y },
      decay: 0,
      biases: false,
    };
    let state = startFrom(float64, problem, settings, input.z.map(columns), input.a.map(columns));
    for (const wanted of sweeps) {
      state = sweep(float64, problem, settings, state);
      for (const [l, W] of wanted.W.entries()) expectClose(state.weights[l]!, fromRows(W), tol);
      for (const [l, z] of wanted.z.entries()) expectClose(state.z[l]!, columns(z), tol);
      for (const [l, a] of wanted.a.entries()) expectClose(state.a[l]!, columns(a), tol);
      expectClose(state.multiplier, columns(wanted.lam), tol);
    }
  });
});

function expectClose(got: Matrix, wanted: Matrix, tolerance: number) {
  got.data.forEach((x, i) => {
    const y = wanted.data[i]!;
    expect(Math.abs(x - y)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(y)));
  });
}
