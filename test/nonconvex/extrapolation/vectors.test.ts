import { describe, expect, it } from 'vitest';
import { codesOf, hoyer } from '#relucent/core/codes.js';
import { fromRows } from '#relucent/core/matrix.js';
import { codeL1 } from '#relucent/core/regularizers/code-l1.js';
import { klSparsity } from '#relucent/core/regularizers/kl-sparsity.js';
import { studentT } from '#relucent/core/regularizers/student-t.js';
import { codeSlopesOf } from '#relucent/nonconvex/code-penalties.js';
import {
  extrapolationBound,
  type InnerSettings,
  type Iterate,
  innerIteration,
} from '#relucent/nonconvex/extrapolation/inner-iteration.js';
import { linfLevel } from '#relucent/nonconvex/extrapolation/prox.js';
import { matrixTensor } from '#relucent/nonconvex/tensors.js';
import { readShared } from '../../support/problems.js';
import { on } from '../backends.js';
import { autoencoder, gramNetwork, type List, type Rows, soft, transpose } from './float64.js';

interface Step {
  readonly L: number;
  readonly E: number;
  readonly T?: number;
  readonly gap_sq?: number;
  readonly gram_inf?: number[];
}
interface Start {
  readonly W1: Rows;
  readonly b1: number[];
  readonly W2: Rows;
  readonly b2: number[];
}
interface Case {
  readonly mu: number;
  readonly w_p: number;
  readonly L0: number;
  readonly iterations: Step[];
  readonly p: (Rows | number[])[];
}
interface Groups {
  readonly prox: {
    readonly tol: number;
    readonly cases: Record<'v' | 'proj_l1' | 'prox_linf' | 'prox_inf_indicator_xi' | 'soft', number[]>[] &
      { lam: number }[];
  };
  readonly hoyer: { readonly tol: number; readonly cases: { x: number[]; value: number }[] };
  readonly extra_ae: Start & {
    readonly tol: number;
    readonly X: Rows;
    readonly runs: (Case & {
      readonly w_s: number;
      readonly s_step_over_mu: number;
      readonly M: number;
      readonly lam: number;
      readonly S: Rows;
      readonly grad0: (Rows | number[])[];
      readonly E0: number;
    })[];
  };
  readonly extra_gram: Start & {
    readonly tol: number;
    readonly X: Rows;
    readonly labels: number[];
    readonly loss0: number;
    readonly grad0: (Rows | number[])[];
    readonly runs: (Case & { readonly xi_or_lambda: number; readonly reg: string; readonly S: Rows[] })[];
  };
  readonly extrapolation_bound: {
    readonly tol: number;
    readonly cases: { L_prev: number; L: number; w_max: number }[];
  };
  readonly sparse_baselines: {
    readonly tol: number;
    readonly Z_units_by_samples: Rows;
    readonly rho: number;
    readonly KLD: number;
    readonly KLD_grad_Z: Rows;
    readonly student_t: number;
    readonly student_t_grad_Z: Rows;
  };
}

const groups = readShared<{ groups: Groups }>('vectors/splitting.json')?.groups as Groups;

/** |x - y| <= tol max(1, |y|), entry by entry. */
function expectClose(found: readonly number[], wanted: readonly number[], tol: number) {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(tol * Math.max(1, Math.abs(wanted[i]!)));
  });
}
const flat = (entries: Rows | number[] | Rows[]) => (entries as number[][][]).flat(3) as unknown as number[];

describe.skipIf(!groups)('reference values in float64', () => {
  it('of proximal operators', () => {
    for (const { v, lam, proj_l1, prox_linf, prox_inf_indicator_xi, soft: shrunk } of groups.prox.cases) {
      const { tol } = groups.prox;
      const clipped = (level: number) => v.map((each) => Math.max(-level, Math.min(level, each)));
      const capped = clipped(linfLevel(v, lam));
      expectClose(capped, prox_linf, tol);
      expectClose(v.map((each, i) => each - capped[i]!), proj_l1, tol); // biome-ignore format: one line each
      expectClose(clipped(lam), prox_inf_indicator_xi, tol);
      expectClose(v.map((each) => soft(each, lam)), shrunk, tol); // biome-ignore format: one line each
    }
  });

  it('of Hoyer sparsity', () => {
    for (const { x, value } of groups.hoyer.cases) {
      expectClose([hoyer(Float64Array.from(x))], [value], groups.hoyer.tol);
    }
  });

  it('of the bound on the extrapolation', () => {
    for (const { L_prev, L, w_max } of groups.extrapolation_bound.cases) {
      expectClose([extrapolationBound(L_prev, L)], [w_max], groups.extrapolation_bound.tol);
    }
  });

  it('of the penalties of codes and their gradients', async () => {
    const { Z_units_by_samples, rho, tol, ...wanted } = groups.sparse_baselines;
    const codes = fromRows(transpose(Z_units_by_samples));
    expectClose([klSparsity(rho).ofCodes(codes)], [wanted.KLD], tol);
    expectClose([studentT.ofCodes(codes)], [wanted.student_t], tol);
    const tf = await on('wasm');
    for (const [penalty, gradient] of [
      [klSparsity(rho), wanted.KLD_grad_Z],
      [studentT, wanted.student_t_grad_Z],
    ] as const) {
      const slopes = codeSlopesOf(penalty)!(tf, matrixTensor(tf, codes));
      expectClose([...slopes.dataSync()], flat(transpose(gradient)), 1e-6);
      // By central differences of the float64 value, at the file's tolerance of a gradient.
      const step = 1e-5;
      const differences = Array.from(codes.data.keys(), (i) => {
        const moved = (by: number) => ({ ...codes, data: codes.data.map((z, j) => z + (i === j ? by : 0)) });
        return (penalty.ofCodes(moved(step)) - penalty.ofCodes(moved(-step))) / (2 * step);
      });
      expectClose(differences, flat(transpose(gradient)), 1e-8);
    }
    expect(codeL1.ofCodes(codes)).toBeCloseTo(
      flat(Z_units_by_samples).reduce((sum, z) => sum + z, 0) / codes.rows,
      12,
    );
  });

  it('of the sparse autoencoder, without and with extrapolation', () => {
    const { X, W1, b1, W2, b2, runs, tol } = groups.extra_ae;
    for (const run of runs) {
      const problem = autoencoder(X, run.lam);
      const bias = (b: number[]) => b.map((each) => [each]);
      const p = [W1, bias(b1), W2, bias(b2)];
      const s: List = [W1.map(() => X[0]!.map(() => 0))];
      let at: Iterate<List> = { p, pBefore: p, s, sBefore: s, curvature: run.L0 };
      const first = problem.slope(p, s, run.mu);
      expectClose([first.energy], [run.E0], tol);
      first.gradient.forEach((each, i) => {
        expectClose(flat(each), flat(run.grad0[i]!), tol);
      });
      const settings = settingsOf(run, run.M, run.w_s, run.s_step_over_mu);
      for (const { L, T, E, gap_sq } of run.iterations) {
        at = innerIteration(problem, at, settings);
        const energy = problem.energy(at.p, at.s, run.mu);
        const apart = problem.space.combine(1, problem.features(at.p), -1, at.s);
        expect(at.curvature).toBe(L);
        expectClose(
          [energy, energy + problem.regularizer(at.s), problem.space.dot(apart, apart)],
          [E, T!, gap_sq!],
          tol,
        );
      }
      run.p.forEach((each, i) => {
        expectClose(flat(at.p[i]!), flat(each), tol);
      });
      expectClose(flat(at.s[0]!), flat(run.S), tol);
    }
  });

  it('of Gram regularization, without and with extrapolation', () => {
    const { X, labels, W1, b1, W2, b2, runs, tol, grad0, loss0 } = groups.extra_gram;
    for (const run of runs) {
      const penalty = run.reg.startsWith('InfInd') ? { xi: run.xi_or_lambda } : { lambda: run.xi_or_lambda };
      const problem = gramNetwork(X, labels, penalty);
      const p = [W1, [b1], W2, [b2]];
      const s = problem.features(p);
      const first = problem.slope(p, s, run.mu);
      expectClose([first.energy], [loss0], tol);
      first.gradient.forEach((each, i) => {
        expectClose(flat(each), flat(grad0[i]!), tol);
      });
      let at: Iterate<List> = { p, pBefore: p, s, sBefore: s, curvature: run.L0 };
      for (const { L, E, gram_inf } of run.iterations) {
        at = innerIteration(problem, at, settingsOf(run, 1e300, 0, 1));
        expect(at.curvature).toBe(L);
        expectClose([problem.energy(at.p, at.s, run.mu)], [E], tol);
        const largest = problem.features(at.p).map((g) => Math.max(...flat(g).map(Math.abs)));
        expectClose(largest, gram_inf!, tol);
      }
      run.p.forEach((each, i) => {
        expectClose(flat(at.p[i]!), flat(each), tol);
      });
      run.S.forEach((each, l) => {
        expectClose(flat(at.s[l]!), flat(each), tol);
      });
    }
  });
});

function settingsOf({ mu, w_p }: Case, bound: number, splitExtrapolation: number, splitStep: number) {
  return { mu, extrapolation: w_p, splitExtrapolation, splitStep, bound } satisfies InnerSettings;
}

it('takes codes from the first layer', () => {
  const dense = (rows: number[][]) => ({
    kind: 'dense' as const,
    weight: fromRows(rows),
    bias: Float64Array.of(1, -1),
    activation: 'linear' as const,
  });
  const network = { layers: [dense([[1, 0], [0, 2]]), dense([[5, 5], [5, 5]])] }; // biome-ignore format: matrices
  expect([...codesOf(network, fromRows([[3, 4]])).data]).toEqual([4, 7]);
});
