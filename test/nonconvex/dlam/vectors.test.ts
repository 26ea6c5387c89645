import { describe, expect, it } from 'vitest';
import type { ActivationSpec } from '#relucent/core/activations.js';
import { fromRows, type Matrix } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { energy } from '#relucent/nonconvex/dlam/energy.js';
import type { Penalty } from '#relucent/nonconvex/dlam/penalty.js';
import type { SplitLoss, SplitProblem, SplitSettings } from '#relucent/nonconvex/dlam/split.js';
import { startState } from '#relucent/nonconvex/dlam/starts.js';
import { sweep } from '#relucent/nonconvex/dlam/sweep.js';
import { weightStep } from '#relucent/nonconvex/dlam/weight-step.js';
import { monotone } from '#relucent/nonconvex/splitting/activation.js';
import { affine } from '#relucent/nonconvex/splitting/affine.js';
import { readShared } from '../../support/problems.js';
import { float64, transposed } from '../splitting/float64.js';

type Rows = number[][];
interface Base {
  X: Rows;
  Y: Rows;
  W0: Rows[];
  b0: number[][];
  z0: Rows[];
}
interface Case {
  activation: string;
  risk: 'ce' | 'sq';
  regulariser: 'none' | 'l1' | 'l2';
  lam: number;
  leaky_alpha: number;
  rho: number;
  epsilon: number;
  nu: number;
  gamma: number;
  mu: number;
  eta: number;
  F: number[];
  final: { W: Rows[]; b: number[][]; z: Rows[]; a: Rows[] };
}
interface Single {
  state: Base & { W: Rows[]; b: number[][]; z: Rows[]; a: Rows[] };
  rho: number;
  nu: number;
  gamma: number;
  cases: {
    update: string;
    reg: 'none' | 'l1' | 'l2';
    lam: number;
    theta: number;
    W2?: Rows;
    b2?: number[];
  }[];
}
interface Reference {
  groups: {
    dlam_sweeps: { base: Base; cases: Case[]; tol: number };
    dlam_single: Single;
    dlam_frozen_forward_init: { F: number[]; W3: Rows; tol: number };
    dlam_interval: {
      cases: {
        activation: string;
        a: number;
        eps: number;
        leaky_alpha: number;
        B1: number | string;
        B2: number | string;
      }[];
      tol: number;
    };
  };
}
const reference = readShared<Reference>('vectors/splitting.json');

const activationOf = (name: string, slope: number): ActivationSpec =>
  name === 'leaky' ? { name: 'leaky-relu', slope } : (name as 'relu');
const penaltyOf = (name: 'none' | 'l1' | 'l2', lam: number): Penalty => ({
  type: name === 'l1' ? 'l1' : 'weight-decay',
  weight: name === 'none' ? 0 : lam,
});
const columns = (rows: Rows) => transposed(fromRows(rows));

function problemOf(
  base: Base,
  { activation, leaky_alpha, risk, regulariser, lam }: Case,
): SplitProblem<Matrix> {
  const x = columns(base.X);
  const loss: SplitLoss = risk === 'ce' ? 'cross-entropy' : 'squared';
  return {
    x,
    y: columns(base.Y),
    gram: float64.product(x, x, 'first'),
    activations: base.W0.slice(1).map(() => activationOf(activation, leaky_alpha)),
    loss,
    penalty: penaltyOf(regulariser, lam),
    biases: true,
  };
}

const settingsOf = ({
  rho,
  epsilon,
  nu,
  gamma,
  mu,
  eta,
}: Omit<SplitSettings, 'warm' | 'outputTolerance'>) => ({
  rho,
  epsilon,
  nu,
  gamma,
  mu,
  eta,
  warm: false,
  outputTolerance: 1e-11,
});

/** The state of the reference: W, b, z given, a = h(z), residuals from them. */
function stateOf(problem: SplitProblem<Matrix>, W: Rows[], b: number[][], z: Rows[], given?: Rows[]) {
  const weights = W.map(fromRows);
  const biases = b.map((row) => fromRows([row]));
  const zs = z.map(columns);
  const a =
    given?.map(columns) ??
    problem.activations.map((activation, l) => monotone(activation).value(float64, zs[l]!));
  return {
    weights,
    biases,
    z: zs,
    a,
    residuals: weights.map((weight, l) =>
      float64.sub(affine(float64, l === 0 ? problem.x : a[l - 1]!, weight, biases[l]!), zs[l]!),
    ),
    weightCurvatures: weights.map(() => 0),
    activationCurvatures: a.map(() => 0),
  };
}

function expectClose(got: Matrix, wanted: Matrix, tolerance: number) {
  expect([got.rows, got.cols]).toEqual([wanted.rows, wanted.cols]);
  got.data.forEach((x, i) => {
    const y = wanted.data[i]!;
    expect(Math.abs(x - y)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(y)));
  });
}

describe.skipIf(!reference)('the reference values', () => {
  const { dlam_sweeps, dlam_single, dlam_frozen_forward_init, dlam_interval } =
    reference?.groups ?? ({} as never);

  it.each(
    dlam_sweeps?.cases.map((each) => [each.activation, each.risk, each.regulariser, each] as const) ?? [],
  )('three sweeps: %s, %s, %s', (_activation, _risk, _regulariser, given) => {
    const { base, tol } = dlam_sweeps;
    const problem = problemOf(base, given);
    let state = stateOf(problem, base.W0, base.b0, base.z0);
    const energies = [energy(float64, problem, state, given.rho)];
    for (let k = 0; k < 3; k++) {
      state = sweep(float64, problem, settingsOf(given), state);
      energies.push(energy(float64, problem, state, given.rho));
    }
    expectClose(fromRows([energies]), fromRows([given.F]), tol);
    for (const [l, W] of given.final.W.entries()) {
      expectClose(state.weights[l]!, fromRows(W), tol);
      expectClose(state.biases[l]!, fromRows([given.final.b[l]!]), tol);
      expectClose(state.z[l]!, columns(given.final.z[l]!), tol);
      if (l < state.a.length) expectClose(state.a[l]!, columns(given.final.a[l]!), tol);
    }
  });

  it('single weight and bias steps', () => {
    const { state, rho, nu, gamma, cases } = dlam_single;
    const problem = problemOf(state, { activation: 'relu', regulariser: 'none', lam: 0 } as Case);
    const { weights, biases, a, residuals } = stateOf(problem, state.W, state.b, state.z, state.a);
    for (const { update, reg, lam, theta, W2, b2 } of cases) {
      if (update === 'b2') {
        const stepped = float64.sub(biases[1]!, float64.meanRow(residuals[1]!));
        expectClose(stepped, fromRows([b2!]), 1e-7);
        continue;
      }
      const { point, curvature } = weightStep(
        float64,
        {
          weight: weights[1]!,
          inputs: a[0]!,
          residual: residuals[1]!,
          rho,
          penalty: penaltyOf(reg, lam),
          layer: 1,
          stretch: (move) => float64.sumOfSquares(float64.product(a[0]!, move, 'second')),
        },
        nu,
        gamma,
      );
      expect(curvature).toBeCloseTo(theta, 10);
      expectClose(point, fromRows(W2!), 1e-7);
    }
  });

  it('a forward start freezes the hidden weights', () => {
    const { base } = dlam_sweeps;
    const given = { ...dlam_sweeps.cases[0]!, rho: 0.7, epsilon: 0.1, nu: 0.01, mu: 0.01 };
    const problem = problemOf(base, given);
    const biases = base.b0.map((row) => fromRows([row]));
    let state = startState(float64, problem, base.W0.map(fromRows), biases, 'forward', createRandom(0));
    const energies = [energy(float64, problem, state, given.rho)];
    for (let k = 1; k < dlam_frozen_forward_init.F.length; k++) {
      state = sweep(float64, problem, settingsOf(given), state);
      energies.push(energy(float64, problem, state, given.rho));
    }
    expectClose(fromRows([energies]), fromRows([dlam_frozen_forward_init.F]), 1e-7);
    for (const l of [0, 1]) expect(state.weights[l]).toEqual(fromRows(base.W0[l]!));
    expectClose(state.weights[2]!, fromRows(dlam_frozen_forward_init.W3), 1e-7);
  });

  it('the band of every activation', () => {
    for (const { activation, a, eps, leaky_alpha, B1, B2 } of dlam_interval.cases) {
      const between = { low: fromRows([[a - eps]]), high: fromRows([[a + eps]]) };
      const { low, high } = monotone(activationOf(activation, leaky_alpha)).preimage(float64, between);
      for (const [end, wanted] of [
        [low.data[0]!, B1],
        [high.data[0]!, B2],
      ] as const) {
        if (wanted === '-inf') expect(end).toBeLessThan(-1e30);
        else if (wanted === 'inf') expect(end).toBeGreaterThan(1e30);
        else
          expect(Math.abs(end - Number(wanted))).toBeLessThanOrEqual(
            1e-10 * Math.max(1, Math.abs(Number(wanted))),
          );
      }
    }
  });
});
